import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { multiHomed } from "../../topologies/multi-homed.ts";
import { roaming } from "../../topologies/roaming.ts";
import { milliseconds } from "../../src/base/instant.ts";
import type { Lab } from "../lab/lab.ts";
import { buildLab } from "../lab/testing/lab.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { parseLink } from "../topology/link-spec.ts";
import { nat } from "../topology/nat/nat.ts";
import { NetworkState } from "../topology/network-state.ts";
import { LabEvents } from "./events.ts";
import { proveLabNats } from "./proof.ts";

const net = roaming({ home: nat.symmetric, link: { delay: "1ms" } });
const [sn, bob] = ["198.18.1.1", "198.18.4.1"] as const;

/** Whether a ping gets an answer. A cable that was just plugged in may need a second one. */
async function reaches(lab: Lab, from: string, to: string): Promise<boolean> {
  return (await lab.exec(from, ["ping", "-n", "-c", "1", "-w", "2", to])).code === 0;
}

const bindings = async (lab: Lab, router: string): Promise<number> => {
  const { stdout } = await lab.exec(router, ["nft", "list", "map", "ip", "nat", "udp_in"]);
  return stdout.split(" expires ").length - 1;
};

const udp = (lab: Lab, from: string) => {
  const program = `const s = require("dgram").createSocket("udp4"); s.send("x", 9, "${sn}", () => s.close())`;
  return lab.exec(from, [process.execPath, "-e", program]);
};

describe("events of a laboratory", () => {
  let lab: Lab;
  let events: LabEvents;
  const state = new NetworkState(net, 1);
  beforeAll(async () => {
    lab = await buildLab(net);
    events = new LabEvents(lab, state);
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it("flush: every mapping is gone", async () => {
    await udp(lab, "alice");
    expect(await bindings(lab, "homeA")).toBeGreaterThan(0);
    await events.happen({ kind: "flush", router: "homeA" });
    expect(await bindings(lab, "homeA")).toBe(0);
  });

  it("reboot: it is dark for the given time, and routes as before afterwards", async () => {
    const began = Date.now();
    await events.happen({ kind: "reboot", router: "homeA", dark: milliseconds(500) });
    expect(Date.now() - began).toBeGreaterThanOrEqual(500);
    expect(await reaches(lab, "alice", sn)).toBe(true);
  });

  it("link down and up: nothing gets out, then everything", async () => {
    await events.happen({ kind: "link-down", node: "homeA" });
    expect(await reaches(lab, "alice", sn)).toBe(false);
    await events.restore();
    expect(await reaches(lab, "alice", sn)).toBe(true);
  });

  it("renumber, and become another NAT: both are measured", async () => {
    await events.happen({ kind: "renumber", router: "homeA" });
    await events.happen({ kind: "change-nat", router: "homeA", nat: nat.fullCone });
    const proofs = await proveLabNats(lab, state, 3, { round: 1 });
    const [home] = proofs;
    expect(home!.declared).toEqual(nat.fullCone);
    for (const { router, declared, measured } of proofs) {
      expect(compareNat(declared, measured), `${router}\n${measured.observations.join("\n")}`).toEqual([]);
    }
    expect(home!.measured.observations.join("\n")).toContain(`seen as ${state.router("homeA").external[0]}:`);
  });

  it("partition: between two nodes only, until it heals", async () => {
    await events.happen({ kind: "partition", a: "alice", b: "bob" });
    expect(await reaches(lab, "alice", bob)).toBe(false);
    expect(await reaches(lab, "alice", sn)).toBe(true);
    await events.happen({ kind: "heal", a: "alice", b: "bob" });
    expect(await reaches(lab, "alice", bob)).toBe(true);
  });

  it("roam: another network, and home again", async () => {
    const interfaceOf = async () => (await lab.exec("alice", ["ip", "route", "get", sn])).stdout;
    await events.happen({ kind: "roam", host: "alice", to: "cafe" });
    expect(await interfaceOf()).toContain("via 192.168.2.1 dev eth1 src 192.168.2.102");
    expect(await reaches(lab, "alice", sn)).toBe(true);
    await events.happen({ kind: "roam", host: "alice", to: "homeA" });
    expect(await interfaceOf()).toContain("via 192.168.1.1 dev eth0 src 192.168.1.101");
    expect(await reaches(lab, "alice", sn)).toBe(true);
  });

  it("changing a link: the new loss applies", async () => {
    await events.happen({ kind: "set-link", node: "homeA", link: parseLink({ loss: 1 }) });
    expect(await reaches(lab, "alice", sn)).toBe(false);
    await events.happen({ kind: "set-link", node: "homeA", link: parseLink({ delay: "1ms" }) });
    expect(await reaches(lab, "alice", sn)).toBe(true);
  });
});

describe("a host with two uplinks", () => {
  it("has its default route where it was switched to, or where a cable is left", async () => {
    const net = multiHomed();
    const state = new NetworkState(net, 1);
    await using lab = await buildLab(net);
    const events = new LabEvents(lab, state);
    const way = async () => (await lab.exec("alice", ["ip", "route", "get", sn])).stdout;
    const [wifi, lte] = ["via 192.168.1.1 dev eth0 src 192.168.1.101", "via 192.168.2.1 dev eth1 src 192.168.2.102"];
    const expectWay = async (expected: string) => {
      expect(await way()).toContain(expected);
      expect(await reaches(lab, "alice", sn)).toBe(true);
    };
    await expectWay(wifi);
    await events.happen({ kind: "switch", host: "alice", to: "lte" });
    await expectWay(lte);
    expect(await reaches(lab, "anna", "192.168.1.101")).toBe(true);
    await events.happen({ kind: "switch", host: "alice", to: "homeA" });
    await expectWay(wifi);
    await events.happen({ kind: "link-down", node: "alice" });
    await expectWay(lte);
    await events.happen({ kind: "link-up", node: "alice" });
    await expectWay(wifi);
    await events.happen({ kind: "link-down", node: "alice" });
    await events.happen({ kind: "link-down", node: "alice" });
    expect(await reaches(lab, "alice", sn)).toBe(false);
    await events.restore();
    await expectWay(wifi);
  });
});
