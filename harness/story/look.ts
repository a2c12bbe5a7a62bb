import { earliest, type Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";

/**
 * Is this enough? An instant = no, and evidence that ends before it is not expected to be: there is no need to look.
 */
export type Enough = boolean | Instant;

/** How a world is observed while its story runs. */
export interface Lookout {
  /** What is known by now; complete up to its `until`. */
  readonly look: () => Evidence | Promise<Evidence>;
  /** Lets some time pass before the next look; until there can be evidence up to `soonest`, where it is said. */
  readonly wait: (soonest: Instant | undefined) => void | Promise<void>;
}

/**
 * Looks until `done` says so of the evidence, or the evidence itself reaches `deadline`. No clock is asked: judging takes
 * time, so that a deadline may pass between a look and its judgement, and what happened in between would go unseen.
 */
export async function lookUntil(
  { look, wait }: Lookout,
  done: (evidence: Evidence) => Enough,
  deadline: Instant,
): Promise<void> {
  for (;;) {
    const evidence = await look();
    const enough = done(evidence);
    if (enough === true || evidence.until >= deadline) return;
    await wait(enough === false ? undefined : earliest(enough, deadline));
  }
}
