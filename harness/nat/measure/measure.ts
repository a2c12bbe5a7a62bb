/**
 * A NAT as seen from outside, in the order in which its parts are measured, with sockets of `../probe/probe.ts`:
 *
 * 1. side by side, each with its own sockets: `mapping.ts`, `filtering.ts`, `ports.ts`, `hairpin.ts`, `reach.ts`, and with
 *    a second inside host `clash.ts`
 * 2. from what those saw: `pooling.ts`, `prefix.ts`
 * 3. in depth (`thoroughly.ts`), one after the other: `handed-out.ts`, `lifetime.ts`, `load.ts`, and `limits.ts`, which
 *    uses the NAT up
 *
 * Each file sends and observes in its `measure` function; where there is something to conclude, a pure `judge` function
 * does. `../proof/proof.ts` compares all of it with what was declared.
 *
 * @module
 */
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { measureClash } from "./clash.ts";
import { measureFiltering } from "./filtering.ts";
import { measureHairpin } from "./hairpin.ts";
import { measureMapping } from "./mapping.ts";
import { measurePooling } from "./pooling.ts";
import { measurePorts } from "./ports.ts";
import { measurePrefix } from "./prefix.ts";
import { openProber, type ProbePlace } from "../probe/probe.ts";
import { borrow } from "../probe/borrowed.ts";
import { measureReach } from "./reach.ts";
import { measureThoroughly } from "./thoroughly.ts";
import type { ProbeSockets } from "../probe/sockets.ts";

export type { ProbePlace } from "../probe/probe.ts";

/**
 * Measures the NATs between `place.inside` and `place.servers` as RFC 5780 does, but without STUN, because the prober has
 * both ends. Every part has its own sockets, so that all parts run at once; without loss this takes a dozen round trips.
 * Nothing is concluded from a lost probe: a property that cannot be measured is "blocked", "unknown" or absent, never
 * guessed. The paths must keep order.
 *
 * Rejects if a socket cannot be opened. Sockets are always closed; the mappings that they created stay until they expire.
 */
export async function measureNat(sockets: ProbeSockets, place: ProbePlace): Promise<NatMeasurement> {
  const borrowed = borrow(sockets);
  const observations: string[] = [];
  try {
    const prober = await openProber(borrowed, place, observations);
    const [first, second] = place.inside;
    const [mapping, filtering, ports, hairpin, reaches, clash] = await Promise.all([
      measureMapping(prober, first!),
      measureFiltering(prober, first!),
      measurePorts(prober, first!),
      measureHairpin(prober, place.inside),
      measureReach(prober, first!, place.reach ?? []),
      second === undefined ? undefined : measureClash(prober, first!, second),
    ]);
    const pooling = measurePooling(prober);
    const prefix = measurePrefix(prober, place.inside);
    return {
      ...mapping,
      ...filtering,
      ports,
      // Without translation an "external endpoint" is the neighbour's own, and no router is involved.
      ...(hairpin !== undefined && mapping.translates === true && { hairpin }),
      ...(clash !== undefined && { clash }),
      ...(pooling !== undefined && { pooling }),
      ...(prefix !== undefined && { prefix }),
      ...(place.depth === "full" && { thorough: await measureThoroughly(prober, place, mapping.mapping) }),
      reaches,
      observations: observations.sort(),
    };
  } finally {
    await borrowed.closeAll();
  }
}
