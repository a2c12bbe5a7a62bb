import type { Instant } from "../../../src/base/instant.ts";

export interface WaitingFrame {
  readonly due: Instant;
  readonly frame: Uint8Array;
}

/** Tunable: used entries at the head before the list is compacted. */
const tuned = { slack: 1024 };

/** Frames in the order in which they are due; of equal ones the first comes first. */
export class WaitingFrames {
  #frames: WaitingFrame[] = [];
  #head = 0;

  get first(): WaitingFrame | undefined {
    return this.#frames[this.#head];
  }

  /** Cheap at the end: only frames that are held back are due later than a new one. */
  add(waiting: WaitingFrame): void {
    let place = this.#frames.push(waiting) - 1;
    for (; place > this.#head && this.#frames[place - 1]!.due > waiting.due; place--)
      this.#frames[place] = this.#frames[place - 1]!;
    this.#frames[place] = waiting;
  }

  removeFirst(): void {
    this.#head++;
    if (this.#head <= tuned.slack) return;
    this.#frames = this.#frames.slice(this.#head);
    this.#head = 0;
  }
}
