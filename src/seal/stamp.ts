import type { Instant } from "../base/instant.ts";

/**
 * 64-bit time stamp of encrypted headers: seconds (32) │ microseconds (20) │ counter (8) │ flags (4, bit 0 = "counter
 * only"), fact sheet §8.3.
 */
export type Stamp = bigint & { readonly brand: "stamp" };

/**
 * Issues the stamps of one sender process; every stamp is larger than the one before, as peers require.
 *
 * More than 256 stamps in a microsecond run ahead of the clock. The reference would then set bit 0 for the rest of its
 * life, and receivers would take replays up to 41 seconds old instead of 160 ms; so we never do.
 */
export class StampIssuer {
  #last = 0n;

  issue(now: Instant): Stamp {
    const clock = stampAt(now);
    const ahead = this.#last - clock;
    this.#last = ahead < 0n || ahead > tuned.clockBack ? clock : this.#last + spec.counter;
    return this.#last as Stamp;
  }
}

/**
 * `previous`: the largest stamp seen from that node, undefined = none. `disorder`: true for messages that may overtake
 * each other (table in §8.3). Accepted: the stamp to remember. Undefined = replayed or too far from our clock.
 */
export function accept(stamp: Stamp, previous: Stamp | undefined, now: Instant, disorder: boolean): Stamp | undefined {
  if (!inFrame(stamp, now)) return undefined;
  if (previous === undefined) return stamp;
  const factor = (stamp & 1n) === 1n ? spec.counterOnlyFactor : 1n;
  if (stamp <= previous - (disorder ? spec.disorder * factor : 0n)) return undefined;
  return stamp > previous ? stamp : previous;
}

/** Is the sender's clock less than 16 s from ours? */
export function inFrame(stamp: Stamp, now: Instant): boolean {
  const drift = stamp - stampAt(now);
  return drift < spec.frame && drift > -spec.frame;
}

/** Counter and flags zero. */
export function stampAt(now: Instant): Stamp {
  const microseconds = Math.round(now * 1000);
  const seconds = Math.floor(microseconds / 1_000_000);
  return ((BigInt(seconds) << 32n) | (BigInt(microseconds % 1_000_000) << 12n)) as Stamp;
}

/** §8.3 */
const spec = {
  counter: 0x10n,
  /** 16 s */
  frame: 0x10_0000_0000n,
  /** 160 ms */
  disorder: 0x2710_0000n,
  /** Upstream documentation says 8; the programs multiply by 256. */
  counterOnlyFactor: 256n,
} as const;

/** Ours to choose. A clock set back by less than 8 s is waited for, so that nobody takes our messages for replays. */
const tuned = { clockBack: 0x8_0000_0000n } as const;
