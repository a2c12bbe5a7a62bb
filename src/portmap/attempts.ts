import { after, type Duration, type Instant } from "../base/instant.ts";
import type { TalkAction } from "./lease.ts";

/** One request at a time, repeated until it is answered. */
export class RequestAttempts {
  readonly #waits: readonly Duration[];
  #request: readonly TalkAction[] = [];
  #next = 0;
  #wake: Instant | undefined;

  constructor(waits: readonly Duration[]) {
    this.#waits = waits;
  }

  ask(request: readonly TalkAction[], now: Instant): readonly TalkAction[] {
    this.#request = request;
    this.#next = 1;
    this.#wake = after(now, this.#waits[0]!);
    return request;
  }

  answered(): void {
    this.#wake = undefined;
  }

  /** What to send again; "silent" = no more answers are expected. */
  tick(now: Instant): readonly TalkAction[] | "silent" {
    if (this.#wake === undefined || now < this.#wake) return [];
    const wait = this.#waits[this.#next];
    this.#wake = wait && after(now, wait);
    this.#next++;
    return wait === undefined ? "silent" : this.#request;
  }

  get wake(): Instant | undefined {
    return this.#wake;
  }
}
