import type { Instant } from "../../src/base/instant.ts";
import type { Capture, Evidence } from "./evidence.ts";

/** When the story began; undefined while no step is recorded. */
export function storyStart({ steps }: Pick<Evidence, "steps">): Instant | undefined {
  return steps
    .map((step) => step.at)
    .reduce<Instant | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined);
}

/** Tunable: journeys that began this long before are still complete. */
const tuned = { before: 3000 } as const;

/**
 * For judging growing evidence: only packets since shortly before `from`, so that each judgement costs no more than what
 * is new. A claim's pings are sent after `from`; what came before is judged when the evidence is complete.
 */
export function recently(evidence: Evidence, from: Instant): Evidence {
  const captures = evidence.captures.map((capture) => {
    const first = capture.packets.findLastIndex(({ at }) => at < from - tuned.before) + 1;
    return first === 0 ? capture : { ...capture, packets: capture.packets.slice(first) };
  });
  return { ...evidence, captures };
}

/** Without packets from before the first step: the probes that measured the NATs over transparent links. */
export function storyPackets(evidence: Evidence): readonly Capture[] {
  const start = storyStart(evidence);
  if (start === undefined) return evidence.captures;
  return evidence.captures.map((capture) => ({
    ...capture,
    packets: capture.packets.every(({ at }) => at >= start)
      ? capture.packets.slice()
      : capture.packets.filter(({ at }) => at >= start),
  }));
}
