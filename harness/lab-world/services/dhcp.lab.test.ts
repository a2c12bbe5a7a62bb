import { describe, expect, it } from "vitest";
import { buildLab } from "../../lab/testing/lab.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { startDhcp } from "./dhcp.ts";
import { LabEvents } from "../events.ts";

const home = router({ nat: "home", dhcp: { lease: "2s" }, lan: { alice: host(), anna: host() } });
const net = topology("leases", { sn: host(), home });

describe("DHCP in a laboratory", () => {
  it("gives hosts their addresses, renews them, and gives others", async () => {
    const state = new NetworkState(net, 1);
    await using lab = await buildLab(net);
    const events = new LabEvents(lab, state);
    const addresses = async (node: string) => {
      const { stdout } = await lab.exec(node, ["ip", "-4", "-o", "addr", "show", "dev", "eth0"]);
      return stdout.match(/inet \S+/g) ?? [];
    };
    const reaches = async (to: string) =>
      (await lab.exec("alice", ["ping", "-n", "-c", "1", "-w", "2", to])).code === 0;
    expect(await addresses("alice")).toEqual([]);
    await startDhcp(lab, state);
    expect(await addresses("alice")).toEqual(["inet 192.168.1.101/24"]);
    expect(await addresses("anna")).toEqual(["inet 192.168.1.102/24"]);
    expect(await reaches("198.18.1.1")).toBe(true);
    await events.happen({ kind: "readdress", host: "alice" });
    expect(await addresses("alice")).toEqual(["inet 192.168.1.2/24"]);
    expect(await reaches("198.18.1.1")).toBe(true);
    expect(await reaches("192.168.1.102")).toBe(true);
    // A lease that nobody renews ends, and with it the address.
    await lab.exec(
      "home",
      ["nft", "-f", "-"],
      "table ip deaf { chain c { type filter hook input priority 0; udp dport 67 drop; }; }",
    );
    const gone = async () => (await addresses("anna")).length === 0;
    await expect.poll(gone, { timeout: 10_000, interval: 100 }).toBe(true);
    await lab.exec("home", ["nft", "delete", "table", "ip", "deaf"]);
    await expect.poll(() => addresses("anna"), { timeout: 10_000, interval: 100 }).toEqual(["inet 192.168.1.102/24"]);
  });
});
