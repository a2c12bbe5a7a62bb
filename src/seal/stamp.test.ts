import { describe, expect, test } from "vitest";
import { instant } from "../base/instant.ts";
import { recorded } from "./recorded.ts";
import { accept, StampIssuer, type Stamp } from "./stamp.ts";

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
const parse = (text: string) => BigInt(`0x${text}`) as Stamp;
const records = recorded<Issued | Verified>("time_stamps");

describe("issued stamps", () => {
  const { clock, stamps } = records.find((record) => record.kind === "issue")!;
  const exhausted = stamps.findIndex((stamp) => (parse(stamp) & 1n) === 1n);
  const issuer = new StampIssuer();
  const ours = clock.map((reading) => issuer.issue(at(reading)));

  test("are those of the reference until it runs out of counters", () => {
    expect(exhausted).toBe(270);
    expect(ours.slice(0, exhausted)).toEqual(stamps.slice(0, exhausted).map(parse));
  });

  test("go on rising, and never claim to be counters only", () => {
    for (const [i, stamp] of ours.entries()) {
      if (i > 0) expect(stamp).toBeGreaterThan(ours[i - 1]!);
      expect(stamp & 0xfn).toBe(0n);
      expect(accept(stamp, ours[i - 1], at(clock[i]!), false)).toBe(stamp);
    }
  });

  test("rise while the clock is set back a little, and follow it when it is set back far", () => {
    const issuer = new StampIssuer();
    const first = issuer.issue(instant(1_700_000_000_000));
    expect(issuer.issue(instant(1_699_999_995_000))).toBe(first + 0x10n);
    expect(issuer.issue(instant(1_699_999_900_000))).toBeLessThan(first);
  });
});

describe("received stamps", () => {
  const verified = records.filter((record) => record.kind === "verify");

  test.each(verified)("$stamp after $previous, disorder $allow_jitter: $accepted", (record) => {
    const previous = record.previous === null ? undefined : parse(record.previous);
    const kept = accept(parse(record.stamp), previous, at(record.now), record.allow_jitter);
    expect(kept !== undefined).toBe(record.accepted);
    if (record.previous_after !== undefined) expect(kept ?? previous).toBe(parse(record.previous_after));
  });
});
