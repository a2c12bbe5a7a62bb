import type { Instant } from "../../base/instant.ts";

/**
 * 64-bit time stamp of encrypted headers: seconds (32) │ microseconds (20) │ counter (8) │ flags (4, bit 0 = "counter
 * only"), fact sheet §8.3. As two u32, because BigInt is too slow for every datagram. Order by `isLater`.
 */
export interface Stamp {
  /** The seconds. */
  readonly high: number;
  readonly low: number;
}

/**
 * Issues the stamps of one sender process; every stamp is larger than the one before, as peers require.
 *
 * More than 256 stamps in a microsecond run ahead of the clock. The reference would then set bit 0 for the rest of
 * its life, so that receivers accept replays up to 41 seconds old instead of 160 ms; we never do.
 */
export class StampIssuer {
  #last: Stamp = { high: 0, low: 0 };

  issue(now: Instant): Stamp {
    return this.issueMany(now, 1);
  }

  /** The first of `count` stamps, each 16 above the one before as a 64-bit number. */
  issueMany(now: Instant, count: number): Stamp {
    const clock = stampAt(now);
    const ahead = difference(this.#last, clock);
    const first = ahead < 0 || ahead > tuned.clockBack ? clock : onward(this.#last, 1);
    this.#last = onward(first, count - 1);
    return first;
  }
}

/**
 * `previous`: the largest stamp seen from that node, undefined = none. `disorder`: true for messages that may overtake
 * each other (table in §8.3). Returns the stamp to remember. Undefined = replayed or too far from our clock.
 */
export function accept(stamp: Stamp, previous: Stamp | undefined, now: Instant, disorder: boolean): Stamp | undefined {
  if (!inFrame(stamp, now)) return undefined;
  if (previous === undefined) return stamp;
  const factor = (stamp.low & 1) === 1 ? spec.counterOnlyFactor : 1;
  const ahead = difference(stamp, previous);
  if (ahead <= (disorder ? -spec.disorder * factor : 0)) return undefined;
  return ahead > 0 ? stamp : previous;
}

/** Is the sender's clock less than 16 s from ours? */
export function inFrame(stamp: Stamp, now: Instant): boolean {
  return Math.abs(difference(stamp, stampAt(now))) < spec.frame;
}

export function isLater(stamp: Stamp, than: Stamp): boolean {
  return difference(stamp, than) > 0;
}

/** Milliseconds by which a sender's stamp is ahead of our clock; negative = behind. */
export function aheadOf(stamp: Stamp, now: Instant): number {
  // Not simply a difference of 64-bit numbers: 20 bits hold more than a million microseconds.
  return stamp.high * 1000 + Math.floor(stamp.low / spec.microsecond) / 1000 - now;
}

/**
 * The stamp, capped at what the sender's clock can say, given that it was `ahead` of ours when proven. So a forged
 * stamp from the near future does not turn all of its owner's messages until then into replays.
 */
export function cappedStamp(stamp: Stamp, ahead: number | undefined, now: Instant): Stamp {
  if (ahead === undefined) return stamp;
  const most = stampAt(Math.max(0, now + ahead) as Instant);
  return difference(stamp, most) > tuned.jitter ? most : stamp;
}

/** Counter and flags zero. */
export function stampAt(now: Instant): Stamp {
  const microseconds = Math.round(now * 1000);
  return { high: Math.floor(microseconds / 1_000_000), low: (microseconds % 1_000_000) * spec.microsecond };
}

/** Exact below 2^53 (24 days). Beyond, rounded: its sign and its order against the limits below are still right. */
function difference(a: Stamp, b: Stamp): number {
  return (a.high - b.high) * 2 ** 32 + (a.low - b.low);
}

function onward({ high, low }: Stamp, steps: number): Stamp {
  const sum = low + steps * spec.counter;
  return sum < 2 ** 32 ? { high, low: sum } : { high: high + 1, low: sum - 2 ** 32 };
}

/** §8.3 */
const spec = {
  counter: 0x10,
  microsecond: 0x1000,
  /** 16 s */
  frame: 0x10_0000_0000,
  /** 160 ms */
  disorder: 0x2710_0000,
  /** Upstream documentation says 8; the programs multiply by 256. */
  counterOnlyFactor: 256,
} as const;

/** Tunable. */
const tuned = {
  /**
   * If the clock is set back by less than this, stamps wait for it, so that peers do not refuse our messages as
   * replays.
   */
  clockBack: 0x8_0000_0000,
  /** 100 ms: how much faster a datagram may be than the one that proved the clock; less than the allowed disorder. */
  jitter: 0x186a_0000,
} as const;
