import { describe, expect, it } from "vitest";
import { instant, milliseconds } from "../../../src/base/instant.ts";
import type { ImpairmentSpec } from "../../topology/impairment/spec.ts";
import { parseLink } from "../../topology/link-spec.ts";
import { flipBit } from "./damage.ts";
import { linkLuck } from "./luck.ts";
import { Direction, type FrameFate } from "./queue.ts";

const t0 = instant(1000);
const at = (offset: number) => instant(t0 + offset);

function frame(length: number, etherType = 0x0800): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([etherType >> 8, etherType & 0xff], 12);
  return bytes;
}

const direction = (spec: ImpairmentSpec, seed = 1) => new Direction(parseLink(spec).up, linkLuck(seed, "homeA", "up"));
const delayOf = (fate: FrameFate, sent = 0) => (fate.is === "forwarded" ? fate.due - at(sent) : fate.is);

describe("Direction", () => {
  it("delays as configured", () => {
    expect(delayOf(direction({ delay: "20ms" }).offer(frame(100), t0))).toBe(20);
  });

  it("varies by the jitter, both ways, and keeps the order", () => {
    const link = direction({ delay: "20ms", jitter: "5ms" });
    const dues = Array.from({ length: 500 }, (_, i) => link.offer(frame(100), at(i))).map((fate) =>
      fate.is === "forwarded" ? fate.due : NaN,
    );
    const delays = dues.map((due, i) => due - at(i));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...delays)).toBeLessThanOrEqual(25);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(7);
    expect(dues).toEqual(dues.toSorted((a, b) => a - b));
  });

  it("loses the configured fraction, the same packets for the same seed", () => {
    const fates = (seed: number) => {
      const link = direction({ loss: "5%" }, seed);
      return Array.from({ length: 10_000 }, (_, i) => link.offer(frame(100), at(i)).is);
    };
    const lost = fates(7).filter((is) => is === "lost").length;
    // Four standard deviations of a binomial(10000, 0.05).
    expect(Math.abs(lost - 500)).toBeLessThan(4 * Math.sqrt(10_000 * 0.05 * 0.95));
    expect(fates(7)).toEqual(fates(7));
    expect(fates(7)).not.toEqual(fates(8));
  });

  it("draws the same random numbers whatever the impairment, and none for ARP or while passing through", () => {
    const plain = direction({ loss: "30%" });
    const other = direction({ loss: "30%", delay: "20ms", jitter: "3ms", rate: "100mbit", reorder: "9%", duplicate: "9%", corrupt: "9%" }); // prettier-ignore
    const lost = (link: Direction) => Array.from({ length: 100 }, (_, i) => link.offer(frame(60), at(i)).is);
    other.passThrough = true;
    expect(lost(other).every((is) => is === "forwarded")).toBe(true);
    other.passThrough = false;
    for (let i = 0; i < 9; i++) expect(other.offer(frame(60, 0x0806), t0).is).toBe("forwarded");
    expect(lost(other)).toEqual(lost(plain));
  });

  it("sends frames one after the other at its rate", () => {
    const link = direction({ rate: "1mbit", delay: "10ms" });
    // 1250 bytes are 10 000 bits: 10 ms on the line.
    expect([0, 0, 15].map((sent) => delayOf(link.offer(frame(1250), at(sent)), sent))).toEqual([20, 30, 25]);
  });

  it("overflows when a frame would wait more than 250 ms for its turn", () => {
    const link = direction({ rate: "1mbit" });
    const fates = Array.from({ length: 40 }, () => link.offer(frame(1250), t0).is);
    expect(fates.filter((is) => is === "forwarded")).toHaveLength(26);
    expect(fates.at(-1)).toBe("overflowed");
    expect(delayOf(link.offer(frame(1250), at(500)), 500)).toBe(10);
  });

  it("has room in its queue for as much as is said, in time or in bytes", () => {
    const forwarded = (queue: string) => {
      const link = direction({ rate: "1mbit", queue });
      return Array.from({ length: 60 }, () => link.offer(frame(1250), t0).is).filter((is) => is === "forwarded").length;
    };
    // One is being sent. Of those behind it the last begins at most 100 ms later.
    expect(forwarded("100ms")).toBe(11);
    // Eight frames fit into 10 000 bytes, the one that is being sent included.
    expect(forwarded("10kB")).toBe(8);
    expect(forwarded("1kB")).toBe(1);
  });

  it("loses in bursts as long and as often as asked, and nothing else changes", () => {
    const fates = (spec: ImpairmentSpec) => {
      const link = direction({ delay: "20ms", jitter: "3ms", ...spec });
      return Array.from({ length: 30_000 }, (_, i) => link.offer(frame(100), at(i)));
    };
    const lost = fates({ burstLoss: "2%/5" }).map(({ is }) => is === "lost");
    const runs = lost.filter((one, i) => one && !lost[i - 1]).length;
    const share = lost.filter(Boolean).length / lost.length;
    // Standard errors: of the share √(0.02 · 0.98 · 9 / 30 000), of the length √(20 / 120 bursts).
    expect(Math.abs(share - 0.02)).toBeLessThan(4 * 0.00242);
    expect(Math.abs((share * lost.length) / runs - 5)).toBeLessThan(4 * 0.41);
    const [plain, bursts] = [fates({ loss: "5%" }), fates({ loss: "5%", burstLoss: "2%/5" })];
    expect(plain.every((fate, i) => fate.is === "forwarded" || bursts[i]!.is === "lost")).toBe(true);
  });

  it("holds packets back so that others overtake them, and those stay in order", () => {
    const link = direction({ delay: "20ms", reorder: "10%/5ms" });
    const fates = Array.from({ length: 1000 }, (_, i) => link.offer(frame(100), at(i)) as FrameFate & { due: number });
    const held = fates.filter((fate) => fate.is === "forwarded" && fate.heldBack);
    expect(Math.abs(held.length - 100)).toBeLessThan(4 * Math.sqrt(90));
    for (const [i, fate] of fates.entries()) expect(fate.due - at(i)).toBe(held.includes(fate) ? 25 : 20);
  });

  it("duplicates and corrupts as many as asked, with a bit behind the IP header", () => {
    const link = direction({ duplicate: "2%", corrupt: "3%" });
    const bytes = frame(100);
    bytes[14] = 0x45;
    const fates = Array.from({ length: 10_000 }, (_, i) => link.offer(bytes, at(i)));
    const forwarded = fates.flatMap((fate) => (fate.is === "forwarded" ? [fate] : []));
    expect(forwarded).toHaveLength(10_000);
    const [twice, wrong] = [
      forwarded.filter((fate) => fate.twice).length,
      forwarded.flatMap(({ wrongBit }) => (wrongBit === undefined ? [] : [wrongBit])),
    ];
    expect(Math.abs(twice - 200)).toBeLessThan(4 * Math.sqrt(196));
    expect(Math.abs(wrong.length - 300)).toBeLessThan(4 * Math.sqrt(291));
    expect([Math.min(...wrong) >= 34 * 8, Math.max(...wrong) < 800]).toEqual([true, true]);
    flipBit(bytes, 34 * 8 + 7);
    expect(bytes[34]).toBe(1);
  });

  it("passes frames at once while passing through, but never out of order", () => {
    const link = direction({ delay: "20ms", loss: "100%" });
    link.passThrough = true;
    expect(delayOf(link.offer(frame(100), t0))).toBe(0);
    link.passThrough = false;
    link.impairment = { ...link.impairment, loss: 0 };
    expect(delayOf(link.offer(frame(100), t0))).toBe(20);
    link.impairment = { ...link.impairment, delay: milliseconds(5) };
    expect(delayOf(link.offer(frame(100), at(1)), 1)).toBe(19);
  });
});

describe("linkLuck", () => {
  it("differs by seed, owner and side, and has two streams", () => {
    const lucks = [linkLuck(1, "homeA", "up"), linkLuck(1, "homeA", "down"), linkLuck(1, "homeB", "up")];
    const streams = [...lucks, linkLuck(2, "homeA", "up")].flatMap(({ first, more }) => [first.u32(), more.u32()]);
    expect(new Set(streams).size).toBe(8);
    expect(linkLuck(1, "homeA", "up").more.u32()).toBe(streams[1]);
  });
});
