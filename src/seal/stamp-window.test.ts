import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "../base/instant.ts";
import { StampIssuer, stampAt, type Stamp } from "./stamp.ts";
import { StampWindow } from "./stamp-window.ts";

const start = 1_700_000_000_000;
const at = (offset: number): Instant => instant(start + offset);
const stamp = (offset: number): Stamp => stampAt(at(offset));

describe("a window of stamps", () => {
  it("takes what is at most 160 ms late, once", () => {
    const window = new StampWindow();
    expect(window.admit(stamp(200), at(200), true)).toBe("fresh");
    expect(window.admit(stamp(100), at(200), true)).toBe("fresh");
    expect(window.admit(stamp(100), at(200), true)).toBe("replayed");
    expect(window.admit(stamp(200), at(200), true)).toBe("replayed");
    expect(window.admit(stamp(39), at(200), true)).toBe("replayed");
    expect(window.admit(stamp(41), at(200), true)).toBe("fresh");
  });

  it("is strict without disorder", () => {
    const window = new StampWindow();
    expect(window.admit(stamp(10), at(10), false)).toBe("fresh");
    expect(window.admit(stamp(9), at(10), false)).toBe("replayed");
    expect(window.admit(stamp(11), at(11), false)).toBe("fresh");
  });

  it("tells a wrong clock from a replay", () => {
    const window = new StampWindow();
    expect(window.admit(stamp(-16_000), at(0), true)).toBe("clock");
    expect(window.admit(stamp(16_000), at(0), true)).toBe("clock");
    expect(window.admit(stamp(-15_999), at(0), true)).toBe("fresh");
  });

  it("does not take copies of a sender in counter only mode either, which may be seconds late", () => {
    const window = new StampWindow();
    const counter = (offset: number, n: number): Stamp => ({ ...stamp(offset), low: stamp(offset).low + 0x10 * n + 1 });
    expect(window.admit(counter(5_000, 9), at(5_000), true)).toBe("fresh");
    expect(window.admit(counter(0, 0), at(5_000), true)).toBe("fresh");
    expect(window.admit(counter(0, 0), at(5_000), true)).toBe("replayed");
  });

  it("refuses what it may have forgotten", () => {
    const window = new StampWindow();
    const issuer = new StampIssuer();
    const stamps = Array.from({ length: 2_000 }, (_, i) => issuer.issue(at(i / 100)));
    for (const one of stamps) expect(window.admit(one, at(20), true)).toBe("fresh");
    for (const one of stamps) expect(window.admit(one, at(20), true)).toBe("replayed");
  });

  it.each([3, 512])("never takes the same stamp twice, in whatever order they come, remembering %i", (size) => {
    const step = fc.record({ offset: fc.nat(300), disorder: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const window = new StampWindow(size);
        const taken = new Set<number>();
        for (const { offset, disorder } of steps) {
          if (window.admit(stamp(offset), at(300), disorder) !== "fresh") continue;
          expect(taken).not.toContain(offset);
          taken.add(offset);
        }
      }),
    );
  });
});
