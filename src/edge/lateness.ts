import { type Instant, since } from "../base/instant.ts";
import { tuned } from "./timing.ts";

/**
 * A busy program must not take its own delay for the silence of others: what they said may wait for it unread. One that
 * is always late has to decide at last.
 */
export class Lateness {
  /** Late ticks in a row. */
  #row = 0;

  /** Is this tick, which was due then, too late to judge anybody by? */
  excuses(due: Instant | undefined, now: Instant): boolean {
    const isLate = due !== undefined && since(due, now) >= tuned.lateTick;
    this.#row = isLate ? this.#row + 1 : 0;
    return isLate && this.#row <= tuned.excusesMost;
  }
}
