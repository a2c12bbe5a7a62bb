import type { NatMeasurement, ThoroughMeasurement } from "../../evidence/evidence.ts";
import { measureHandedOut } from "./handed-out.ts";
import { measureLifetime, type Lifetime } from "./lifetime.ts";
import { living, measureLoad } from "./load.ts";
import { measureLimits } from "./limits.ts";
import type { ProbePlace, Prober } from "../probe/probe.ts";

/**
 * One part after the other: they count mappings, and time them. The limits come last, since they use up the NAT.
 * `mapping`: what it was measured to be when there were few.
 */
export async function measureThoroughly(
  prober: Prober,
  place: ProbePlace,
  mapping: NatMeasurement["mapping"],
): Promise<ThoroughMeasurement> {
  const [host] = place.inside;
  const handedOut = await measureHandedOut(prober, place.inside);
  const lifetime = place.lifetime === undefined ? {} : await measureLifetime(prober, host!, place.lifetime);
  const forgotten = await dieOut(prober, lifetime);
  const load = mapping === "endpoint-independent" ? await measureLoad(prober, host!) : undefined;
  const mappings = { ...(await measureLimits(prober, place.inside)), ...(forgotten > 0 && { forgotten }) };
  return { ...handedOut, ...lifetime, ...(load !== undefined && { load }), mappings };
}

/** Waits until all mappings made so far have died, where that can be waited for; how many they were. */
async function dieOut(prober: Prober, { idle }: Lifetime): Promise<number> {
  if (idle?.dead === undefined) return 0;
  const count = living(prober);
  await prober.servers.primary.receive(() => false, idle.dead * tuned.surely);
  prober.forgetFaces();
  return count;
}

/** `surely`: the last of them was made after the lifetime was measured, or refreshed. */
const tuned = { surely: 1.5 };
