import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { multiHomed } from "../../topologies/multi-homed.ts";
import { sameLan } from "../../topologies/same-lan.ts";
import { twoHomes } from "../../topologies/two-homes.ts";
import { nat } from "../topology/nat/nat.ts";
import { planAddresses } from "../topology/plan/plan-addresses.ts";
import type { Op } from "./op.ts";
import { planLab } from "./plan.ts";
import { labScript } from "./script.ts";

const homes = twoHomes({ natA: nat.symmetric, natB: nat.fullCone, linkA: { delay: "20ms", loss: "5%" } });
const plan = planLab(homes, planAddresses(homes), { homeA: "table ip nat {\n}\n" });
const lan = planLab(sameLan(), planAddresses(sameLan()));

const of = <Kind extends Op["op"]>(kind: Kind, ops: readonly Op[]) =>
  ops.filter((op): op is Extract<Op, { op: Kind }> => op.op === kind);

describe("planLab", () => {
  it("makes a namespace for every node and the core", () => {
    expect(of("namespace", plan.ops).map(({ node }) => node)).toEqual([
      "internet",
      "sn",
      "homeA",
      "alice",
      "homeB",
      "bob",
    ]);
  });

  it("plugs every cable in once, and makes an impaired one a wire", () => {
    expect(of("cable", plan.ops).map(({ a, b }) => `${a.node}/${a.name} ${b.node}/${b.name}`)).toEqual([
      "sn/eth0 internet/to-sn",
      "alice/eth0 homeA/lan",
      "homeB/wan internet/to-homeB",
      "bob/eth0 homeB/lan",
    ]);
    expect(of("wire", plan.ops)).toEqual([
      {
        op: "wire",
        owner: "homeA",
        lower: { node: "homeA", name: "wan" },
        upper: { node: "internet", name: "to-homeA" },
        link: { up: { delay: 20, jitter: 0, loss: 0.05 }, down: { delay: 20, jitter: 0, loss: 0.05 } },
      },
    ]);
  });

  it("gives a host with two uplinks both addresses, and default routes by preference", () => {
    const net = multiHomed();
    const lines = of("ip", planLab(net, planAddresses(net)).ops).filter(({ node }) => node === "alice");
    expect(lines.map(({ line }) => line)).toEqual([
      "link set lo up",
      "addr add 192.168.1.101/24 dev eth0",
      "link set eth0 up",
      "addr add 192.168.2.102/24 dev eth1",
      "link set eth1 up",
      "route add default via 192.168.1.1",
      "route add default via 192.168.2.1 metric 100",
    ]);
    expect(lines.at(-1)!.inverse).toBe("route del default via 192.168.2.1 metric 100");
  });

  it("joins several hosts of one LAN by a bridge without netfilter", () => {
    expect(
      of("ip", lan.ops)
        .filter(({ node }) => node === "home.lan")
        .map(({ line }) => line),
    ).toEqual([
      "link add name br0 type bridge forward_delay 0 mcast_snooping 0",
      "link set to-home master br0 up",
      "link set to-alice master br0 up",
      "link set to-bob master br0 up",
      "link set br0 up",
    ]);
    const sysctls = of("sysctl", lan.ops).filter(({ node }) => node === "home.lan");
    expect(sysctls.map(({ key }) => key)).toContain("net/bridge/bridge-nf-call-iptables");
    expect(of("cable", lan.ops).filter(({ a, b }) => [a.node, b.node].includes("home.lan"))).toHaveLength(3);
  });

  it("keeps every interface name within the kernel's limit", () => {
    const ends = of("cable", lan.ops).flatMap(({ a, b }) => [a.name, b.name]);
    expect(Math.max(...ends.map((name) => name.length))).toBeLessThanOrEqual(15);
  });
});

describe("labScript", () => {
  const script = labScript(plan);

  it("is a shell script", () => {
    expect(() => execFileSync("sh", ["-n"], { input: script })).not.toThrow();
  });

  it("shows each step and its inverse, the inverses in reverse order", () => {
    expect(script).toContain("ip -n natlab-alice addr add 192.168.1.101/24 dev eth0");
    expect(script).toContain("netem delay 20ms 0ms loss 5%");
    expect(script).toContain("nft -f - <<'RULES'\ntable ip nat {\n}\nRULES");
    const down = script.slice(script.indexOf("down() {"));
    const undone = [
      "nft flush ruleset",
      "ip -n natlab-alice addr del 192.168.1.101/24 dev eth0",
      "ip -n natlab-alice link del eth0",
      "ip netns del natlab-alice",
    ].map((line) => down.indexOf(line));
    expect(undone.every((at) => at >= 0)).toBe(true);
    expect(undone).toEqual(undone.toSorted((a, b) => a - b));
  });
});
