import type { Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { PathClaim } from "../claim.ts";

/**
 * Ours: relayed is where every pair begins, so it says something only after the edges had their chance. n2n punches
 * within 0.1 s of the first relayed packet and answers PEER_INFO within a round trip; 2 s after both sides have
 * punched, or 3 s when one of them did not, nothing new is to come.
 */
const tuned = { afterPunches: 2000, withoutPunches: 3000 } as const;

/** When pings relayed since `began` can have been relayed for long enough. */
export const soonestRelayed = (began: Instant): Instant => (began + tuned.afterPunches) as Instant;

/** Tells whether pings relayed since `began` have been relayed for long enough at `now`. */
export function relayedWindow({ a, b }: PathClaim, evidence: Evidence): (began: Instant, now: Instant) => boolean {
  const analysis = analyse(evidence);
  const punches = [analysis.direct(a, b), analysis.direct(b, a)].map((sent) => sent[0]?.hops[0]!.at);
  return (began, now) => {
    if (now - began < tuned.afterPunches) return false;
    if (punches.every((punch) => punch !== undefined && punch <= now - tuned.afterPunches)) return true;
    return now - began >= tuned.withoutPunches;
  };
}
