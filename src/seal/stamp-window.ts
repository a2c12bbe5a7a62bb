import type { Instant } from "../base/instant.ts";
import { type Stamp, accept, inFrame } from "./stamp.ts";

/**
 * The stamps of one sender (fact sheet §8.3). The reference takes any copy of a PACKET that is at most 160 ms late (41 s
 * from a sender in "counter only" mode); we remember what has come in that time, so each stamp is taken once.
 */
export class StampWindow {
  readonly #size: number;
  #newest: Stamp | undefined;
  /** The last stamps taken, as 52 bits that fit a double; a ring once it is full. */
  readonly #taken: number[] = [];
  #next = 0;
  /** The largest stamp that fell out of the ring: what is not larger may be a copy. */
  #forgotten = 0;

  /** `size`: how many datagrams one may be late. */
  constructor(size: number = tuned.size) {
    this.#size = size;
  }

  /** `disorder`: true for messages that may overtake each other. "clock": its clock is 16 s or more from ours. */
  admit(stamp: Stamp, now: Instant, disorder: boolean): "fresh" | "replayed" | "clock" {
    if (!inFrame(stamp, now)) return "clock";
    const previous = this.#newest;
    const newest = accept(stamp, previous, now, disorder);
    if (newest === undefined) return "replayed";
    const short = shortened(stamp);
    if (newest === previous && (short <= this.#forgotten || this.#taken.includes(short))) return "replayed";
    this.#newest = newest;
    this.#remember(short);
    return "fresh";
  }

  #remember(short: number): void {
    this.#forgotten = Math.max(this.#forgotten, this.#taken[this.#next] ?? 0);
    this.#taken[this.#next] = short;
    this.#next = (this.#next + 1) % this.#size;
  }
}

/** What tells stamps near our clock apart, without the flags. */
function shortened({ high, low }: Stamp): number {
  return (high & 0xff_ffff) * 2 ** 28 + (low >>> 4);
}

/** Ours to choose. */
const tuned = { size: 512 } as const;
