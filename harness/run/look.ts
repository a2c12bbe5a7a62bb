import type { Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";

/** How a world is looked at while its story is told. */
export interface Lookout {
  /** What is known by now; complete up to its `until`. */
  readonly look: () => Evidence | Promise<Evidence>;
  /** Lets some time pass before the next look. */
  readonly wait: () => void | Promise<void>;
}

/**
 * Looks until `done` says so of the evidence, or the evidence itself reaches `deadline`. No clock is asked: judging takes
 * time, so that a deadline may pass between a look and its judgement, and what happened in between would go unseen.
 */
export async function lookUntil(
  { look, wait }: Lookout,
  done: (evidence: Evidence) => boolean,
  deadline: Instant,
): Promise<void> {
  for (;;) {
    const evidence = await look();
    if (done(evidence) || evidence.until >= deadline) return;
    await wait();
  }
}
