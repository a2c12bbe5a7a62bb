import { type Instant, since } from "../../base/instant.ts";
import { tuned } from "../timing.ts";

/**
 * A busy program must not mistake its own delay for the silence of others, whose messages may be waiting unread. A
 * program that is always late must still decide eventually.
 */
export class Lateness {
  /** When the first of these late ticks was due; undefined = the last one was on time. */
  #late: Instant | undefined;

  /** Whether this tick is too late to judge silence by. */
  excuses(due: Instant | undefined, now: Instant): boolean {
    if (due === undefined || since(due, now) < tuned.lateTick) {
      this.#late = undefined;
      return false;
    }
    this.#late ??= due;
    return since(this.#late, now) < tuned.excuseFor;
  }
}
