import { describe, expect, it } from "vitest";
import { instant, milliseconds, seconds } from "../../src/base/instant.ts";
import { compareNat } from "../nat/proof.ts";
import { measureNat } from "../nat/measure.ts";
import { host, router, topology } from "../topology/builders.ts";
import { presets } from "../topology/nat-presets.ts";
import { nat, type Nat, type Refresh, type Translation } from "../topology/nat.ts";
import { addressOf, core } from "../topology/plan-addresses.ts";
import { Network } from "./network.ts";
import { SimProbeSockets } from "./probe-sockets.ts";

/** Everything there is to measure, lifetimes of minutes included: time is virtual. */
async function measured(it: Nat) {
  const home = topology("t", { home: router({ nat: it, lan: { alice: host(), bob: host() } }) });
  const network = new Network(home, 1, instant(0));
  const sockets = new SimProbeSockets(network);
  const udp = it.egress?.udp ?? [];
  const ports = udp.length < 2 ? ([3478, 3479] as const) : ([udp[0]!, udp[1]!] as const);
  return sockets.during(
    measureNat(sockets, {
      inside: ["alice", "bob"].map((node) => ({ node, address: addressOf(network.plan, node, "eth0")! })),
      servers: { node: core, addresses: network.plan.probeAddresses, ports },
      random: network.random,
      wait: milliseconds(100),
      depth: "full",
      lifetime: { now: () => network.queue.now, longest: seconds(400) },
      reach: [443, 5000],
    }),
  );
}

describe("simulated, every preset is measured as declared to the last knob", () => {
  it.each(Object.keys(presets) as (keyof typeof presets)[])("%s", async (name) => {
    const declared = presets[name].nat;
    const found = await measured(declared);
    expect(compareNat(declared, found), found.observations.join("\n")).toEqual([]);
    const timed = declared.translates ? declared : "firewall" in declared ? declared.firewall : undefined;
    const timable = timed !== undefined && (declared as Nat).egress?.udp?.length !== 0;
    expect(found.thorough!.refresh).toBe(timable ? timed.refresh : undefined);
  });
});

describe("simulated, a knob is measured as declared", () => {
  it.each<Partial<Translation>>([
    { parity: true },
    { range: { first: 50_000, last: 50_999 }, ports: "random" },
    { block: 80, ports: "sequential" },
    { limit: 80 },
    { pooling: { addresses: 3, kind: "arbitrary" } },
    { hairpin: "internal-source" },
    ...(["outbound", "inbound", "both"] as Refresh[]).map((refresh) => ({ refresh, idle: seconds(30) })),
  ])("%j", async (knobs) => {
    const declared: Translation = { ...nat.portRestricted, ...knobs };
    const found = await measured(declared);
    expect(compareNat(declared, found), found.observations.join("\n")).toEqual([]);
    for (const knob of Object.keys(knobs) as (keyof Translation)[]) {
      if (nat.portRestricted[knob] !== undefined || knob === "range") continue;
      expect(compareNat({ ...declared, [knob]: undefined }, found), `without ${knob}`).not.toEqual([]);
    }
  });
});
