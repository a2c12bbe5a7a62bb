import { describe, expect, test } from "vitest";
import { instant } from "../../base/instant.ts";
import { recorded } from "../testing/recorded.ts";
import { stampFrom } from "./text.ts";
import { accept, isLater, StampIssuer } from "./stamp.ts";

type Clock = readonly [seconds: number, microseconds: number];

interface Issued {
  readonly kind: "issue";
  readonly clock: readonly Clock[];
  readonly stamps: readonly string[];
}

interface Verified {
  readonly kind: "verify";
  readonly now: Clock;
  readonly stamp: string;
  readonly previous: string | null;
  readonly allow_jitter: boolean;
  readonly accepted: boolean;
  readonly previous_after?: string;
}

const at = ([seconds, microseconds]: Clock) => instant(seconds * 1000 + microseconds / 1000);
const records = recorded<Issued | Verified>("time_stamps");

describe("issued stamps", () => {
  const { clock, stamps } = records.find((record) => record.kind === "issue")!;
  const exhausted = stamps.findIndex((stamp) => (stampFrom(stamp).low & 1) === 1);
  const issuer = new StampIssuer();
  const ours = clock.map((reading) => issuer.issue(at(reading)));

  test("are those of the reference until it runs out of counters", () => {
    expect(exhausted).toBe(270);
    expect(ours.slice(0, exhausted)).toEqual(stamps.slice(0, exhausted).map(stampFrom));
  });

  test("keep rising, and never have the counter-only bit", () => {
    for (const [i, stamp] of ours.entries()) {
      if (i > 0) expect(isLater(stamp, ours[i - 1]!)).toBe(true);
      expect(stamp.low & 0xf).toBe(0);
      expect(accept(stamp, ours[i - 1], at(clock[i]!), false)).toBe(stamp);
    }
  });

  test("keep rising if the clock is set back a little, and follow it if it is set back far", () => {
    const issuer = new StampIssuer();
    const first = issuer.issue(instant(1_700_000_000_000));
    expect(issuer.issue(instant(1_699_999_995_000))).toEqual({ high: first.high, low: first.low + 0x10 });
    expect(isLater(first, issuer.issue(instant(1_699_999_900_000)))).toBe(true);
  });
});

describe("received stamps", () => {
  const verified = records.filter((record) => record.kind === "verify");

  test.each(verified)("$stamp after $previous, disorder $allow_jitter: $accepted", (record) => {
    const previous = record.previous === null ? undefined : stampFrom(record.previous);
    const kept = accept(stampFrom(record.stamp), previous, at(record.now), record.allow_jitter);
    expect(kept !== undefined).toBe(record.accepted);
    if (record.previous_after !== undefined) expect(kept ?? previous).toEqual(stampFrom(record.previous_after));
  });
});
