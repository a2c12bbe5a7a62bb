import { expect, it } from "vitest";
import { nat } from "../../topology/nat/nat.ts";
import { planAddresses } from "../../topology/plan/plan-addresses.ts";
import { carrier } from "../../../topologies/carrier.ts";
import type { CapturedPacket } from "../evidence.ts";
import { measureLinks } from "./link-quality.ts";
import { Story } from "../testing/story.ts";
import { wiringOf } from "./wiring.ts";

it("counts no datagram that is too recent to be lost, so that arrived ones do not hide losses", () => {
  const story = new Story({ linkA: { delay: "10ms" } });
  for (let i = 0; i < 40; i++)
    story.datagram(i * 50, "alice", "bob", Uint8Array.of(i), i % 2 === 1 ? { lostBefore: "internet" } : undefined);
  // The last of them left at 1950; what is younger than 412 ms may still be under way.
  const evidence = story.evidence(2000);
  const wiring = wiringOf(
    evidence.topology,
    evidence.addresses,
    new Set(evidence.captures.map((capture) => capture.node)),
  );
  const up = measureLinks(evidence, wiring).find(
    (measurement) => measurement.node === "homeA" && measurement.direction === "up",
  );
  expect(up).toMatchObject({ sent: 32, lost: 16 });
});

it("counts only packets for the cable's own end on a LAN that several cables share", () => {
  const topology = carrier({
    carrier: nat.portRestricted,
    homeA: nat.portRestricted,
    homeC: nat.portRestricted,
    access: { delay: "10ms" },
  });
  const addresses = planAddresses(topology);
  const at = (node: string, name: string) => ({ node, name, address: addresses.interfaces.find((iface) => iface.node === node && iface.name === name)!.addresses[0]!.address }); // prettier-ignore
  const [isp, homeA, homeC] = [at("isp", "lan"), at("homeA", "wan"), at("homeC", "wan")];
  const packets: CapturedPacket[] = [];
  const seen = (here: typeof isp, direction: "in" | "out", from: typeof isp, to: typeof isp, n: number): void => {
    const ends = { from: { address: from.address, port: 1 }, to: { address: to.address, port: 2 } };
    const where = { node: here.node, interface: here.name, direction, protocol: "udp", frame: n } as const;
    packets.push({
      ...where,
      ...ends,
      at: Story.at(n * 20 + (direction === "in" ? 10 : 0)),
      payload: Uint8Array.of(n),
    });
  };
  for (let n = 0; n < 40; n++) {
    // From the carrier's router to both homes, and from one home to the other.
    const [from, to] = [[isp, homeA], [isp, homeC], [homeA, homeC], [homeA, isp]][n % 4]!; // prettier-ignore
    seen(from!, "out", from!, to!, n);
    seen(to!, "in", from!, to!, n);
  }
  const captures = ["isp", "homeA", "homeC"].map((node) => ({ node, dropped: 0, packets: packets.filter((packet) => packet.node === node) })); // prettier-ignore
  const evidence = { ...new Story().evidence(5000), topology, addresses, captures };
  const measured = measureLinks(evidence, wiringOf(topology, addresses, new Set(["isp", "homeA", "homeC"])));
  const ofHomes = measured.filter(({ node }) => node === "homeA" || node === "homeC");
  expect(ofHomes).toMatchObject([
    { node: "homeA", direction: "up", sent: 10, lost: 0 },
    { node: "homeA", direction: "down", sent: 10, lost: 0 },
    { node: "homeC", direction: "up", sent: 0, lost: 0 },
    { node: "homeC", direction: "down", sent: 10, lost: 0 },
  ]);
});
