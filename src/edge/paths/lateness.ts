import { type Instant, since } from "../../base/instant.ts";
import { tuned } from "../timing.ts";

/**
 * A busy program must not take its own delay for the silence of others: what they said may wait for it unread. One that
 * is always late has to decide at last.
 */
export class Lateness {
  /** When the first of these late ticks was due; undefined = the last one came in time. */
  #late: Instant | undefined;

  /** Whether this tick is too late after its due time to judge silence by. */
  excuses(due: Instant | undefined, now: Instant): boolean {
    if (due === undefined || since(due, now) < tuned.lateTick) {
      this.#late = undefined;
      return false;
    }
    this.#late ??= due;
    return since(this.#late, now) < tuned.excuseFor;
  }
}
