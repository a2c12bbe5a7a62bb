import type { Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { PathClaim } from "../claim.ts";

/**
 * Tunable: every pair begins relayed, so it means something only after the edges have had their chance. n2n punches
 * within 0.1 s of the first relayed packet and answers PEER_INFO within a round trip; 2 s after both sides have punched,
 * or after 3 s if one has not, nothing new will happen.
 */
const tuned = { afterPunches: 2000, withoutPunches: 3000 } as const;

/** The earliest time at which pings relayed since `began` have been relayed for long enough. */
export const soonestRelayed = (began: Instant): Instant => (began + tuned.afterPunches) as Instant;

/** Returns whether pings relayed since `began` have been relayed for long enough at `now`. */
export function relayedWindow({ a, b }: PathClaim, evidence: Evidence): (began: Instant, now: Instant) => boolean {
  const analysis = analyse(evidence);
  const punches = [analysis.direct(a, b), analysis.direct(b, a)].map((sent) => sent[0]?.hops[0]!.at);
  return (began, now) => {
    if (now - began < tuned.afterPunches) return false;
    if (punches.every((punch) => punch !== undefined && punch <= now - tuned.afterPunches)) return true;
    return now - began >= tuned.withoutPunches;
  };
}
