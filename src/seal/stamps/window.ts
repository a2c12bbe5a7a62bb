import type { Instant } from "../../base/instant.ts";
import { SharedLock } from "./shared-lock.ts";
import { type Stamp, accept, aheadOf, inFrame, isLater, stampAt } from "./stamp.ts";

/** The state of the sender in shared memory. Instants in milliseconds, as `Instant`; 0 = none. */
const field = { high: 0, low: 1, forgotten: 2, ahead: 3, learntUntil: 4, heardInTime: 5 } as const;

const layout = { ring: 4, state: 8, stateLength: 6, taken: 56 } as const;

/**
 * The stamps of one sender (fact sheet §8.3). The reference accepts any copy of a PACKET that is at most 160 ms late
 * (41 s from a sender in "counter only" mode); we remember the stamps of that time, so each is accepted once, also if
 * two threads share a window.
 *
 * Anyone who knows the community's name can stamp a message in another's name, up to 16 s ahead. Such a stamp must
 * not turn its owner's messages until then into replays, so the newest stamp never exceeds what the owner's clock can
 * say, given how far it was ahead of ours when the owner was first heard. Stamps above that are accepted once each,
 * up to a limit.
 */
export class StampWindow {
  /** The shared memory, to use the same window in another thread. */
  readonly shared: SharedArrayBuffer;
  readonly #lock: SharedLock;
  /** The next position in the ring. */
  readonly #ring: Int32Array;
  /**
   * By `field`: the newest stamp (seconds 0 = none), the largest short one that fell out of the ring, and the clock.
   */
  readonly #state: Float64Array;
  /** The last stamps accepted, as 52 bits that fit a double; 0 = free. */
  readonly #taken: Float64Array;

  /** `size`: by how many datagrams one may be late. */
  constructor(size: number = tuned.size, shared = new SharedArrayBuffer(layout.taken + 8 * size)) {
    this.shared = shared;
    this.#lock = new SharedLock(shared, 0);
    this.#ring = new Int32Array(shared, layout.ring, 1);
    this.#state = new Float64Array(shared, layout.state, layout.stateLength);
    this.#taken = new Float64Array(shared, layout.taken);
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

  /** Its owner has proven that this stamp is genuine: from now on its clock is known, whatever others forged before. */
  prove(stamp: Stamp, now: Instant): void {
    this.#lock.take();
    const state = this.#state;
    this.#learn(aheadOf(stamp, now), now, 0);
    [state[field.high], state[field.low]] = [stamp.high, stamp.low];
    const short = shortened(stamp);
    if (isKnown(state[field.forgotten]!) && lead(short, state[field.forgotten]!) < 0) state[field.forgotten] = short;
    if (!this.#taken.includes(short)) this.#remember(short, short);
    this.#lock.release();
  }

  #take(stamp: Stamp, now: Instant, disorder: boolean): boolean {
    const state = this.#state;
    const high = state[field.high]!;
    const previous = high === 0 ? undefined : { high, low: state[field.low]! };
    const newest = accept(stamp, previous, now, disorder);
    if (newest === undefined) return false;
    const short = shortened(stamp);
    const ahead = aheadOf(stamp, now);
    const known = previous === undefined ? Infinity : state[field.ahead]!;
    const isCopy = () => this.#isForgotten(short) || this.#taken.includes(short);
    if ((newest === previous || ahead > known) && isCopy()) return false;
    const beyond = previous === undefined ? this.#learn(ahead, now, now + tuned.learning) : this.#beyond(ahead, now);
    const most = stampAt(Math.max(0, now + state[field.ahead]!) as Instant);
    const limit = shortened(most) + tuned.jitter * shortMillisecond;
    // Senders that are on time always have room.
    if (beyond > tuned.jitter && this.#beyondLimit(limit) >= this.#taken.length / 2) return false;
    const upTo = beyond > 0 && isLater(newest, most) ? most : newest;
    if (previous === undefined || isLater(upTo, previous))
      [state[field.high], state[field.low]] = [upTo.high, upTo.low];
    this.#remember(short, limit);
    return true;
  }

  /** By how many milliseconds a stamp is beyond what the sender's clock can say. */
  #beyond(ahead: number, now: Instant): number {
    const state = this.#state;
    const beyond = ahead - state[field.ahead]!;
    if (beyond <= tuned.jitter) state[field.heardInTime] = now;
    if (beyond <= 0) return beyond;
    const isBeginning = now <= state[field.learntUntil]!;
    // The sender has set its clock, or restarted.
    const isGone = now - state[field.heardInTime]! > tuned.silence;
    return isBeginning || isGone
      ? this.#learn(ahead, now, isGone ? now + tuned.learning : state[field.learntUntil]!)
      : beyond;
  }

  /** `until`: a faster datagram counts instead, up to then. */
  #learn(ahead: number, now: Instant, until: number): number {
    const state = this.#state;
    state[field.ahead] = ahead;
    state[field.heardInTime] = now;
    state[field.learntUntil] = until;
    return 0;
  }

  #beyondLimit(limit: number): number {
    return this.#taken.reduce((count, short) => (isBeyond(short, limit) ? count + 1 : count), 0);
  }

  /** It may have been accepted, and have fallen out of the ring since. */
  #isForgotten(short: number): boolean {
    const forgotten = this.#state[field.forgotten]!;
    return isKnown(forgotten) && lead(short, forgotten) <= 0;
  }

  /** Stamps above the limit stay in the ring, because only that shows that they were accepted before. */
  #remember(short: number, limit: number): void {
    const { length } = this.#taken;
    let next = this.#ring[0]!;
    for (let passed = 0; isBeyond(this.#taken[next]!, limit) && passed < length; passed++) next = (next + 1) % length;
    const fallen = this.#taken[next]!;
    if (isKnown(fallen) && !this.#isForgotten(fallen)) this.#state[field.forgotten] = fallen;
    this.#taken[next] = short;
    this.#ring[0] = (next + 1) % length;
  }
}

/** The bits that distinguish stamps near our clock, without the flags. */
function shortened({ high, low }: Stamp): number {
  return (high & 0xff_ffff) * 2 ** 28 + (low >>> 4);
}

/** By how much one is later than another of the same days; both are what `shortened` makes, which wraps. */
function lead(short: number, than: number): number {
  const difference = short - than;
  if (difference > wrap / 2) return difference - wrap;
  return difference < -wrap / 2 ? difference + wrap : difference;
}

const wrap = 2 ** 52;

/** 0 marks a free position. */
const isKnown = (short: number): boolean => short !== 0;
const isBeyond = (short: number, limit: number): boolean => isKnown(short) && lead(short, limit) > 0;

/** A millisecond in what `shortened` makes of a stamp. */
const shortMillisecond = (0x1000 / 0x10) * 1000;

/** Tunable; times in milliseconds. */
const tuned = {
  size: 512,
  /**
   * How much faster a datagram may be than the one from which its sender's clock was learned; less than the allowed
   * disorder.
   */
  jitter: 100,
  /** The fastest datagram of this period counts. */
  learning: 3000,
  /** After this long without a timely datagram its clock is learned again. */
  silence: 45_000,
} as const;
