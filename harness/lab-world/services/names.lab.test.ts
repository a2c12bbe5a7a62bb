import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildLab } from "../../lab/testing/lab.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { LabEvents } from "../events.ts";
import { startNames } from "./names.ts";

const inner = router({ nat: "home", lan: { bob: host() } });
const home = router({ nat: "home", ipv6: "ipv6-home", lan: { alice: host(), anna: host() } });
const net = topology(
  "named",
  { sn: host({ ipv6: true }), home, outer: router({ nat: "symmetric", lan: { inner } }) },
  { dns: true },
);

describe("names in a laboratory", () => {
  it("resolve for every program, by its router, and follow a host to another address", async () => {
    const machine = readFileSync("/etc/resolv.conf", "utf8");
    const state = new NetworkState(net, 1);
    await using lab = await buildLab(net);
    await startNames(lab, state);
    const found = async (node: string, name: string) => {
      const program = `require("dns").lookup(${JSON.stringify(name)}, { all: true }, (error, found) => console.log(error?.code ?? found.map(({ address }) => address).sort().join()))`;
      return (await lab.exec(node, [process.execPath, "-e", program])).stdout.trim();
    };
    const sn = "198.18.1.1,2001:db8:0:1::1";
    const everywhere = ["sn", "alice", "bob", "internet"].map((node) => found(node, "sn.test"));
    expect(await Promise.all(everywhere)).toEqual([sn, sn, sn, sn]);
    expect(await found("alice", "anna")).toBe("192.168.1.102,2001:db8:1:2::102");
    expect(await found("bob", "anna.test")).toBe("ENOTFOUND");
    expect(await found("alice", "example.org")).toBe("ENOTFOUND");
    await new LabEvents(lab, state).happen({ kind: "readdress", host: "sn" });
    expect(await found("bob", "sn.test")).toBe("198.18.1.2,2001:db8:0:1::1");
    for (const address of ["198.18.1.2", "2001:db8:0:1::1"])
      expect((await lab.exec("alice", ["ping", "-n", "-c", "1", "-w", "2", address])).code, address).toBe(0);
    expect(readFileSync("/etc/resolv.conf", "utf8")).toBe(machine);
  });
});
