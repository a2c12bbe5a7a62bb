import type { Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";

/**
 * How long, at most, the programs of these nodes can have waited for a processor between two instants, in milliseconds:
 * the difference of the readings around them, over all threads. Undefined = it was not read.
 */
export function waitedBetween(
  { waiting }: Pick<Evidence, "waiting">,
  nodes: ReadonlySet<string>,
  from: Instant,
  to: Instant,
): number | undefined {
  if (waiting === undefined || waiting.length === 0) return undefined;
  let total = 0;
  for (const node of nodes) {
    const readings = waiting.filter((one) => one.node === node);
    const before = readings.findLast(({ at }) => at <= from) ?? readings[0];
    const after = readings.find(({ at }) => at >= to) ?? readings.at(-1);
    // A restarted program counts from zero.
    if (before !== undefined && after !== undefined) total += Math.max(0, after.waited - before.waited);
  }
  return total;
}
