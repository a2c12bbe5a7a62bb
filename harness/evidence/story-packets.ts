import type { Instant } from "../../src/base/instant.ts";
import type { Capture, Evidence } from "./evidence.ts";

/** When the story began; undefined while no step is recorded. */
export function storyStart({ steps }: Pick<Evidence, "steps">): Instant | undefined {
  return steps.map((it) => it.at).reduce<Instant | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined);
}

/** Without what was captured before the first step: the probes that measured the NATs, over links made transparent. */
export function storyPackets(evidence: Evidence): readonly Capture[] {
  const start = storyStart(evidence);
  if (start === undefined) return evidence.captures;
  return evidence.captures.map((it) => ({ ...it, packets: it.packets.filter((packet) => packet.at >= start) }));
}
