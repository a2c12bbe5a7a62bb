import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { twoHomes } from "../../topologies/two-homes.ts";
import { dissect } from "../evidence/capture/dissect.ts";
import type { CapturedPacket } from "../evidence/evidence.ts";
import { readPcap } from "../evidence/capture/pcap.ts";
import { nat } from "../topology/nat/nat.ts";
import type { Lab } from "./lab.ts";
import type { CaptureCounts, InterfaceNames } from "./protocol.ts";
import { bundled } from "./testing/bundle.ts";
import { buildLab } from "./testing/lab.ts";

const burst = 2000;

let lab: Lab;
let captured: CaptureCounts;
let interfaces: InterfaceNames;
const folder = mkdtempSync(join(tmpdir(), "natlab-test-"));

function packets(node: string): CapturedPacket[] {
  const names = new Map(Object.entries(interfaces[node]!).map(([index, name]) => [Number(index), name]));
  return readPcap(readFileSync(join(folder, `${node}.pcap`))).flatMap((record) => dissect(record, node, names) ?? []);
}

const at = (node: string, name: string, direction: "in" | "out") =>
  packets(node).filter(
    (packet) => packet.protocol === "icmp" && packet.interface === name && packet.direction === direction,
  );

beforeAll(async () => {
  lab = await buildLab(twoHomes({ natA: nat.symmetric, natB: nat.fullCone, linkB: { delay: "1ms" } }));
  await lab.startCaptures(folder);
  await lab.exec("alice", ["ping", "-c", "3", "-i", "0.01", "198.18.1.1"]);
  await lab.exec("bob", ["ping", "-c", "3", "-i", "0.01", "198.18.1.1"]);
  // As programs do: create an interface after the captures start, and remove it before they end.
  const late = "ip link add name n2n0 type veth peer name n2n1; ip link set n2n1 up; ip link set n2n0 up; sleep 0.5";
  await lab.exec("alice", ["sh", "-c", `${late}; ip link del n2n0`]);
  const oneMessage = await bundled("one-message", "harness/lab/testing/one-message.ts");
  await lab.exec("alice", [process.execPath, oneMessage, "198.18.1.1", "7777", "5", "300"]);
  await lab.exec("sn", ["ping", "-q", "-f", "-c", `${burst}`, "198.51.100.1"]);
  captured = await lab.stopCaptures(folder);
  interfaces = JSON.parse(readFileSync(join(folder, "interfaces.json"), "utf8")) as InterfaceNames;
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe("captures", () => {
  it("see both sides of a NAT in one file, with interface and direction", () => {
    const inside = at("homeA", "lan", "in").filter((packet) => packet.echo?.request);
    const outside = at("homeA", "wan", "out").filter((packet) => packet.echo?.request);
    expect(inside.map((packet) => packet.from?.address)).toEqual(Array(3).fill("192.168.1.101"));
    expect(outside.map((packet) => packet.from?.address)).toEqual(Array(3).fill("198.18.2.1"));
  });

  it("see what crosses a wire at both of its ends", () => {
    expect(at("homeB", "wan", "out")).toHaveLength(3);
    expect(at("internet", "to-homeB", "in")).toHaveLength(3);
  });

  it("see each datagram of a message that the kernel segments, at every place", () => {
    const places = { alice: "eth0", homeA: "wan", internet: "to-homeA", sn: "eth0" };
    for (const [node, name] of Object.entries(places)) {
      const lengths = packets(node)
        .filter((packet) => packet.interface === name && packet.protocol === "udp" && packet.to?.port === 7777)
        .map((packet) => packet.payload.length);
      expect(lengths, node).toEqual(Array(5).fill(300));
    }
  });

  it("see every packet of a flood, or say how many were dropped", () => {
    const { dropped } = captured["sn"]!;
    const seen = at("sn", "eth0", "out").filter((packet) => packet.echo?.request).length;
    // On a busy machine tcpdump may be too slow; it must then say so.
    expect(seen + dropped).toBeGreaterThanOrEqual(burst);
    expect(packets("sn").length).toBe(captured["sn"]!.captured);
  });

  it("name interfaces that appear late and vanish early", () => {
    expect(Object.values(interfaces["alice"]!)).toContain("n2n0");
    expect(packets("alice").map((packet) => packet.interface)).toContain("n2n0");
    expect(Object.keys(interfaces)).toEqual(["internet", "sn", "homeA", "alice", "homeB", "bob"]);
  });
});

it("captures that are behind catch up before they end", async () => {
  await using slow = await buildLab(twoHomes({ natA: nat.fullCone, natB: nat.fullCone }));
  const into = mkdtempSync(join(tmpdir(), "natlab-test-"));
  try {
    await slow.startCaptures(into);
    const signal = (name: string) =>
      slow.exec("sn", ["sh", "-c", `kill -${name} $(grep -l '/[s]n.pcap' /proc/[0-9]*/cmdline | cut -d/ -f3)`]);
    await signal("STOP");
    await slow.exec("sn", ["ping", "-q", "-f", "-c", `${burst}`, "198.51.100.1"]);
    await signal("CONT");
    const { sn } = await slow.stopCaptures(into);
    expect(sn!.captured + sn!.dropped).toBeGreaterThanOrEqual(2 * burst);
  } finally {
    rmSync(into, { recursive: true });
  }
});
