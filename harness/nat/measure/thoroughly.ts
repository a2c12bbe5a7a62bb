import type { NatMeasurement, ThoroughMeasurement } from "../../evidence/evidence.ts";
import { measureHandedOut } from "./handed-out.ts";
import { measureLifetime, type Lifetime } from "./lifetime.ts";
import { living, measureLoad } from "./load.ts";
import { measureLimits } from "./limits.ts";
import type { ProbePlace, Prober } from "../probe/probe.ts";

/**
 * One part after the other, because they count mappings, and time them. The limits come last, because they exhaust the
 * NAT. `mapping`: as measured with few mappings.
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

/** Waits until all mappings created so far have expired, if that takes a known time. Returns their number. */
async function dieOut(prober: Prober, { idle }: Lifetime): Promise<number> {
  if (idle?.dead === undefined) return 0;
  const count = living(prober);
  await prober.servers.primary.receive(() => false, idle.dead * tuned.surely);
  prober.forgetFaces();
  return count;
}

/** Tunable. `surely`: a margin, because the last one may have been created after the measurement, or refreshed. */
const tuned = { surely: 1.5 };
