import { instant, seconds } from "../../../src/base/instant.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { compareNat } from "../../nat/proof/proof.ts";
import { host, router, topology } from "../../topology/builders.ts";
import type { Nat } from "../../topology/nat/nat.ts";
import { Network } from "../network/network.ts";
import { proveSimNats } from "../prove.ts";
import { detectable, differing } from "./nats.ts";

/** Of all pairs that differ in these knobs and no others, how many each depth of proof tells apart. */
export interface Detected {
  readonly differ: string;
  readonly pairs: number;
  quick: number;
  full: number;
}

/** Every NAT declared as every other one, simulated, and each as itself: those are false alarms when they differ. */
export async function detection(): Promise<{ readonly rows: readonly Detected[]; readonly falseAlarms: number }> {
  const rows = new Map<string, { differ: string; pairs: number; quick: number; full: number }>();
  let falseAlarms = 0;
  for (const built of detectable) {
    const measured = { quick: new Map<string, NatMeasurement>(), full: new Map<string, NatMeasurement>() };
    for (const declared of detectable) {
      const differences = { quick: 0, full: 0 };
      for (const depth of ["quick", "full"] as const) {
        // Where the prober stands depends on nothing of the declaration but its ports.
        const place = JSON.stringify(declared.egress ?? null);
        const known = measured[depth].get(place) ?? (await measure(declared, built, depth));
        measured[depth].set(place, known);
        differences[depth] = compareNat(declared, known).length;
      }
      if (declared === built) {
        falseAlarms += differences.quick + differences.full > 0 ? 1 : 0;
        continue;
      }
      const names = differing(declared, built);
      const differ = names.length > 2 ? "three knobs or more" : names.join(", ");
      const row = rows.get(differ) ?? { differ, pairs: 0, quick: 0, full: 0 };
      row.pairs++;
      if (differences.quick > 0) row.quick++;
      if (differences.full > 0) row.full++;
      rows.set(differ, row);
    }
  }
  return { rows: [...rows.values()].sort((a, b) => a.differ.localeCompare(b.differ)), falseAlarms };
}

async function measure(declared: Nat, built: Nat, depth: "quick" | "full"): Promise<NatMeasurement> {
  const lan = { alice: host(), bob: host() };
  const network = new Network(topology("t", { home: router({ nat: declared, builtAs: built, lan }) }), 1, instant(0));
  const lifetime = { now: () => network.queue.now, longest: seconds(450) };
  const [proof] = await proveSimNats(network, depth === "full" ? { depth, lifetime } : {});
  return proof!.measured;
}
