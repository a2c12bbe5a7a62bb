import { after, milliseconds, type Duration, type Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Judgement } from "./claim.ts";
import type { Sample, SampleClaim } from "./samples.ts";

/**
 * The earliest time at which `missing` more pings between a and b have been sent after the one at `last`, at the requested
 * rate. Undefined = no ping was requested.
 */
export function soonestAfter(
  last: Instant,
  missing: number,
  { a, b }: { readonly a: string; readonly b: string },
  { stimuli }: Pick<Evidence, "stimuli">,
): Instant | undefined {
  const between = stimuli.filter((stimulus) => [a, b].includes(stimulus.from) && [a, b].includes(stimulus.to));
  if (between.length === 0) return undefined;
  return (last + missing * Math.min(...between.map((stimulus) => stimulus.interval))) as Instant;
}

/** The fate of a ping is not known before its answer. */
function quickest(samples: readonly Sample[]): Duration {
  const answered = samples.filter(({ lost }) => !lost).map(({ roundTrip }) => roundTrip);
  return answered.length === 0 ? milliseconds(0) : (Math.min(...answered) as Duration);
}

/** For a claim about samples that has these so far. */
export function stillTooFew(
  claim: SampleClaim,
  evidence: Evidence,
  samples: readonly Sample[],
  what: "pings" | "round trips",
): Judgement {
  const last = samples.at(-1)?.ping.sent.at ?? claim.from;
  const sent = soonestAfter(last, claim.samples - samples.length, claim, evidence);
  const soonest = sent === undefined ? undefined : after(sent, quickest(samples));
  const waitingFor = `${claim.path} ${what}: ${samples.length} of ${claim.samples}`;
  return { is: "pending", waitingFor, ...(soonest !== undefined && { soonest }) };
}
