import { after, type Instant, since } from "../../base/instant.ts";
import { tuned } from "../timing.ts";

/**
 * Finds loops: with a second connection between two bridged networks, every broadcast comes back, and with it hosts
 * seem to move from one side to the other and back many times a second. One that really moves does so once.
 */
export class LoopGuard {
  #moves = 0;
  #since: Instant | undefined;
  #blockedUntil: Instant | undefined;
  #isNews = false;

  moved(now: Instant): void {
    if (this.#since === undefined || since(this.#since, now) > tuned.bridgeLoopSpan) {
      this.#since = now;
      this.#moves = 0;
    }
    if (++this.#moves < tuned.bridgeLoopMoves) return;
    this.#moves = 0;
    this.#isNews = true;
    this.#blockedUntil = after(now, tuned.bridgeLoopPause);
  }

  /** After a pause it is tried again: the loop may be gone. */
  isBlocked(now: Instant): boolean {
    return this.#blockedUntil !== undefined && now < this.#blockedUntil;
  }

  takeNews(): boolean {
    const news = this.#isNews;
    this.#isNews = false;
    return news;
  }
}
