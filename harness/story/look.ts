import { performance } from "node:perf_hooks";
import { earliest, type Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";

/**
 * Whether the evidence suffices. An instant = no, and it cannot before the evidence reaches that instant.
 */
export type Enough = boolean | Instant;

/** How a world is observed while its story runs. */
export interface Lookout {
  /** The evidence so far; complete up to its `until`. */
  readonly look: () => Evidence | Promise<Evidence>;
  /**
   * Waits before the next look; if `soonest` is given, until there can be evidence up to it. `judging`: milliseconds that the latest
   * look was judged for, which is the processor's time, unlike that of the look, in which others have their turn.
   */
  readonly wait: (soonest: Instant | undefined, judging: number) => void | Promise<void>;
}

/**
 * Looks until `done` accepts the evidence, or the evidence reaches `deadline`. Does not use a clock: judging takes time,
 * so that a deadline may pass between a look and its judgement, and anything in between would be missed.
 */
export async function lookUntil(
  { look, wait }: Lookout,
  done: (evidence: Evidence) => Enough,
  deadline: Instant,
): Promise<void> {
  for (;;) {
    const evidence = await look();
    const begun = performance.now();
    const enough = done(evidence);
    if (enough === true || evidence.until >= deadline) return;
    await wait(enough === false ? undefined : earliest(enough, deadline), performance.now() - begun);
  }
}
