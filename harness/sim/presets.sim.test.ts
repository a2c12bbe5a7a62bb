import { describe, expect, it } from "vitest";
import { instant, seconds } from "../../src/base/instant.ts";
import { carrier } from "../../topologies/carrier.ts";
import { compareNat } from "../nat/proof/proof.ts";
import { host, router, topology } from "../topology/builders.ts";
import { presets } from "../topology/nat/presets.ts";
import { nat, type Nat, type Refresh, type Translation } from "../topology/nat/nat.ts";
import { Network } from "./network/network.ts";
import { proveSimNats } from "./prove.ts";

const alone = (middlebox: Nat) =>
  topology("t", { home: router({ nat: middlebox, lan: { alice: host(), bob: host() } }) });

/** Everything there is to measure, lifetimes of minutes included: time is virtual. */
async function proofs(network: Network) {
  const lifetime = { now: () => network.queue.now, longest: seconds(400) };
  return proveSimNats(network, { depth: "full", lifetime });
}

async function measured(middlebox: Nat) {
  const network = new Network(alone(middlebox), 1, instant(0));
  return (await proofs(network))[0]!.measured;
}

describe("simulated, every preset is measured as declared in every knob", () => {
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
    { limit: 95 },
    { limit: 150 },
    { block: 150, ports: "random" },
    { pooling: { addresses: 3, kind: "arbitrary" } },
    { hairpin: "internal-source" },
    { change: { on: "clash", mapping: "address-dependent" } },
    { change: { on: "load", mappings: 64, mapping: "address-and-port-dependent" } },
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

describe("simulated, a home behind a carrier is measured as declared in full depth", () => {
  it.each(["home", "symmetric", "linux-masquerade"] as const)("%s", async (inner) => {
    const homes = { homeA: presets[inner].nat, homeC: presets[inner].nat };
    const network = new Network(carrier({ carrier: presets.cgnat.nat, ...homes }), 1, instant(0));
    for (const { declared, measured } of await proofs(network)) expect(compareNat(declared, measured)).toEqual([]);
  });
});

describe("simulated, a NAT is measured twice", () => {
  it.each(["home", "symmetric", "mobile"] as const)("%s: the second time like the first", async (name) => {
    const network = new Network(alone(presets[name].nat), 1, instant(0));
    for (const round of [0, 1] as const) {
      const [proof] = await proveSimNats(network, { round });
      expect(compareNat(proof!.declared, proof!.measured), proof!.measured.observations.join("\n")).toEqual([]);
    }
  });
});
