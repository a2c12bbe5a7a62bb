import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "../../base/instant.ts";
import { stampFrom, stampText } from "./text.ts";
import { accept, isLater, stampAt, type Stamp } from "./stamp.ts";

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const anywhere = fc.record({ high: u32, low: u32 });
const now = instant(1_700_000_000_123.456);

/** Near the limits of §8.3 and where a half overflows, which random stamps would hardly ever hit. */
const distance = fc
  .tuple(
    fc.constantFrom(0n, 1n << 32n, 0x2710_0000n, 0x27_1000_0000n, 0x10_0000_0000n),
    fc.integer({ min: -2, max: 2 }),
  )
  .chain(([far, off]) => fc.constantFrom(far + BigInt(off), BigInt(off) - far));
const near = (to: bigint) =>
  fc.oneof(
    distance.map((by) => stamp(BigInt.asUintN(64, to + by))),
    anywhere,
  );

test("halves compare as 64-bit integers do", () => {
  const pairs = anywhere.chain((a) => fc.tuple(fc.constant(a), near(whole(a))));
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(isLater(a, b)).toBe(whole(a) > whole(b));
      expect(isLater(b, a)).toBe(whole(b) > whole(a));
    }),
    { numRuns: 1000 },
  );
});

test("the rules of §8.3 hold in 64-bit integers", () => {
  const clock = whole(stampAt(now));
  const pairs = near(clock).chain((previous) =>
    fc.tuple(fc.oneof(near(whole(previous)), near(clock)), fc.constant(previous)),
  );
  fc.assert(
    fc.property(pairs, fc.boolean(), ([one, previous], disorder) => {
      const drift = whole(one) - clock;
      const near = drift < 0x10_0000_0000n && -drift < 0x10_0000_0000n;
      const late = disorder ? 0x2710_0000n * (whole(one) % 2n === 1n ? 256n : 1n) : 0n;
      const kept = whole(one) > whole(previous) ? one : previous;
      expect(accept(one, undefined, now, disorder)).toEqual(near ? one : undefined);
      expect(accept(one, previous, now, disorder)).toEqual(
        near && whole(one) > whole(previous) - late ? kept : undefined,
      );
    }),
    { numRuns: 3000 },
  );
});

test("a clock reading is seconds and microseconds", () => {
  fc.assert(
    fc.property(u32, fc.integer({ min: 0, max: 999_999 }), (seconds, microseconds) => {
      const read = whole(stampAt(instant(seconds * 1000 + microseconds / 1000)));
      expect(read).toBe((BigInt(seconds) << 32n) | (BigInt(microseconds) << 12n));
    }),
  );
});

test("text and back", () => {
  fc.assert(
    fc.property(anywhere, (stamp) => {
      expect(stampText(stamp)).toBe(whole(stamp).toString(16).padStart(16, "0"));
      expect(stampFrom(stampText(stamp))).toEqual(stamp);
    }),
  );
});

function whole({ high, low }: Stamp): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

function stamp(bits: bigint): Stamp {
  return stampFrom(bits.toString(16).padStart(16, "0"));
}
