import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "../../base/instant.ts";
import { StampIssuer, stampAt, type Stamp } from "./stamp.ts";
import { StampWindow } from "./window.ts";

const start = 1_700_000_000_000;
const at = (offset: number): Instant => instant(start + offset);
const stamp = (offset: number): Stamp => stampAt(at(offset));

describe("a window of stamps", () => {
  it("accepts a stamp that is at most 160 ms late, once", () => {
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

  it("distinguishes a wrong clock from a replay", () => {
    const window = new StampWindow();
    expect(window.admit(stamp(-16_000), at(0), true)).toBe("clock");
    expect(window.admit(stamp(16_000), at(0), true)).toBe("clock");
    expect(window.admit(stamp(-15_999), at(0), true)).toBe("fresh");
  });

  it("does not accept copies from a sender in counter-only mode either, which may be seconds late", () => {
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

  it("keeps working when its seconds wrap, every 194 days", () => {
    const window = new StampWindow();
    // 2027-06-02
    const wrap = 108 * 2 ** 24 * 1000;
    const moment = (offset: number) => instant(wrap + offset);
    for (let time = -2000; time < 2000; time++)
      expect(window.admit(stampAt(moment(time)), moment(time), true), `${time}`).toBe("fresh");
    expect(window.admit(stampAt(moment(1950.5)), moment(2000), true)).toBe("fresh");
    expect(window.admit(stampAt(moment(1950.5)), moment(2000), true)).toBe("replayed");
    expect(window.admit(stampAt(moment(1950)), moment(2000), true)).toBe("replayed");
    // Stamps accepted before the wrap are remembered after it.
    const another = new StampWindow();
    for (const time of [-100, -50, 20]) another.admit(stampAt(moment(time)), moment(time), true);
    expect(another.admit(stampAt(moment(-50)), moment(30), true)).toBe("replayed");
    expect(another.admit(stampAt(moment(-60)), moment(30), true)).toBe("fresh");
  });

  describe.each([1, 5, 50])("with %i forged stamps from the near future a second", (rate) => {
    it.each([true, false])("keeps accepting its owner's messages, disorder allowed: %s", (disorder) => {
      const window = new StampWindow();
      // Its clock is 1.2 s ahead, and its messages take 5 to 45 ms.
      const genuine = (time: number) => stamp(time + 1200);
      const refused: number[] = [];
      const forged: Stamp[] = [];
      for (let time = 0; time < 60_000; time += 100) {
        const delay = 5 + ((time / 100) % 5) * 10;
        if (window.admit(genuine(time), at(time + delay), disorder) !== "fresh") refused.push(time);
        for (let n = 0; time > 5000 && n < rate / 10; n++) {
          if (time % Math.max(100, 1000 / rate) !== 0) break;
          const ahead = [60, 120, 1000, 5000, 13_000, 14_700][forged.length % 6]! + n;
          forged.push(genuine(time + ahead));
          window.admit(forged.at(-1)!, at(time + 60), disorder);
          expect(window.admit(forged.at(-1)!, at(time + 60), disorder)).toBe("replayed");
        }
      }
      expect(forged.length).toBeGreaterThan(50);
      expect(refused).toEqual([]);
    });
  });

  it("learns the clock again from an owner that was silent for long, or that proves its identity", () => {
    const learnt = () => {
      const window = new StampWindow();
      for (let time = 0; time < 10_000; time += 1000) expect(window.admit(stamp(time), at(time), false)).toBe("fresh");
      return window;
    };
    for (const prove of [false, true]) {
      const window = learnt();
      const later = prove ? 10_000 : 60_000;
      // Its clock was set forward by 9 s.
      if (prove) window.prove(stamp(later + 9000), at(later));
      for (let n = 0; n < 1000; n++)
        expect(window.admit(stamp(later + 9001 + n), at(later + 1 + n), false)).toBe("fresh");
    }
  });

  it("accepts nothing twice from a sender that proved its clock after others had forged its stamps", () => {
    const window = new StampWindow();
    expect(window.admit(stamp(15_000), at(0), false)).toBe("fresh");
    expect(window.admit(stamp(10), at(10), false)).toBe("replayed");
    window.prove(stamp(20), at(20));
    expect(window.admit(stamp(20), at(20), true)).toBe("replayed");
    expect(window.admit(stamp(30), at(30), false)).toBe("fresh");
    expect(window.admit(stamp(15_000), at(31), false)).toBe("replayed");
  });

  it.each([3, 512])("never accepts the same stamp twice, in any order, remembering %i", (size) => {
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
