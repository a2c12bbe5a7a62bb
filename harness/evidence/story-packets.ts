import type { Instant } from "../../src/base/instant.ts";
import type { Capture, Evidence } from "./evidence.ts";

/** When the story began; undefined while no step is recorded. */
export function storyStart({ steps }: Pick<Evidence, "steps">): Instant | undefined {
  return steps
    .map((step) => step.at)
    .reduce<Instant | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined);
}

/** Ours: what began before is seen whole when it ends after. */
const tuned = { before: 3000 } as const;

/**
 * For looks at growing evidence: what came from a while before `from` on, so that a look costs what is new and not all
 * there is. A claim's pings are sent after it; what led to it is judged when the evidence is whole.
 */
export function recently(evidence: Evidence, from: Instant): Evidence {
  const captures = evidence.captures.map((capture) => {
    const first = capture.packets.findLastIndex(({ at }) => at < from - tuned.before) + 1;
    return first === 0 ? capture : { ...capture, packets: capture.packets.slice(first) };
  });
  return { ...evidence, captures };
}

/** Without what was captured before the first step: the probes that measured the NATs, over links made transparent. */
export function storyPackets(evidence: Evidence): readonly Capture[] {
  const start = storyStart(evidence);
  if (start === undefined) return evidence.captures;
  return evidence.captures.map((capture) => ({
    ...capture,
    packets: capture.packets.filter((packet) => packet.at >= start),
  }));
}
