import type { Instant } from "../base/instant.ts";
import { SharedLock } from "./shared-lock.ts";
import { type Stamp, accept, inFrame } from "./stamp.ts";

/**
 * The stamps of one sender (fact sheet §8.3). The reference takes any copy of a PACKET that is at most 160 ms late (41 s
 * from a sender in "counter only" mode); we remember what has come in that time, so each stamp is taken once, also
 * where two threads share a window.
 */
export class StampWindow {
  /** For the window of another thread that is to be the same one. */
  readonly shared: SharedArrayBuffer;
  readonly #lock: SharedLock;
  /** The place in the ring for the next one, and the places in it. */
  readonly #ring: Int32Array;
  /** The newest stamp (seconds 0 = none), and the largest short one that fell out of the ring. */
  readonly #state: Float64Array;
  /** The last stamps taken, as 52 bits that fit a double; 0 = a free place. */
  readonly #taken: Float64Array;

  /** `size`: how many datagrams one may be late. */
  constructor(size: number = tuned.size, shared = new SharedArrayBuffer(40 + 8 * size)) {
    this.shared = shared;
    this.#lock = new SharedLock(shared, 0);
    this.#ring = new Int32Array(shared, 4, 1);
    this.#state = new Float64Array(shared, 8, 3);
    this.#taken = new Float64Array(shared, 40);
  }

  static over(shared: SharedArrayBuffer): StampWindow {
    return new StampWindow(0, shared);
  }

  /** `disorder`: true for messages that may overtake each other. "clock": its clock is 16 s or more from ours. */
  admit(stamp: Stamp, now: Instant, disorder: boolean): "fresh" | "replayed" | "clock" {
    if (!inFrame(stamp, now)) return "clock";
    this.#lock.take();
    const verdict = this.#take(stamp, now, disorder) ? "fresh" : "replayed";
    this.#lock.release();
    return verdict;
  }

  #take(stamp: Stamp, now: Instant, disorder: boolean): boolean {
    const high = this.#state[0]!;
    const low = this.#state[1]!;
    const forgotten = this.#state[2]!;
    const previous = high === 0 ? undefined : { high, low };
    const newest = accept(stamp, previous, now, disorder);
    if (newest === undefined) return false;
    const short = shortened(stamp);
    if (newest === previous && (short <= forgotten || this.#taken.includes(short))) return false;
    this.#state[0] = newest.high;
    this.#state[1] = newest.low;
    this.#remember(short);
    return true;
  }

  #remember(short: number): void {
    const next = this.#ring[0]!;
    this.#state[2] = Math.max(this.#state[2]!, this.#taken[next]!);
    this.#taken[next] = short;
    this.#ring[0] = (next + 1) % this.#taken.length;
  }
}

/** What tells stamps near our clock apart, without the flags. */
function shortened({ high, low }: Stamp): number {
  return (high & 0xff_ffff) * 2 ** 28 + (low >>> 4);
}

/** Ours to choose. */
const tuned = { size: 512 } as const;
