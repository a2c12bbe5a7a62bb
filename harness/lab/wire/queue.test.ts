import { describe, expect, it } from "vitest";
import { instant, milliseconds } from "../../../src/base/instant.ts";
import { seededRandom } from "../../../src/base/random.ts";
import { parseLink, type ImpairmentSpec } from "../../topology/link-spec.ts";
import { Direction, linkRandom, type FrameFate } from "./queue.ts";

const t0 = instant(1000);
const at = (offset: number) => instant(t0 + offset);

function frame(length: number, etherType = 0x0800): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set([etherType >> 8, etherType & 0xff], 12);
  return bytes;
}

const direction = (spec: ImpairmentSpec, seed = 1) => new Direction(parseLink(spec).up, seededRandom(seed));
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
    const other = direction({ loss: "30%", delay: "20ms", jitter: "3ms", rate: "100mbit" });
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

describe("linkRandom", () => {
  it("differs by seed, owner and side", () => {
    const streams = [
      linkRandom(1, "homeA", "up"),
      linkRandom(1, "homeA", "down"),
      linkRandom(1, "homeB", "up"),
      linkRandom(2, "homeA", "up"),
    ];
    expect(new Set(streams.map((stream) => stream.u32())).size).toBe(4);
    expect(linkRandom(1, "homeA", "up").u32()).toBe(linkRandom(1, "homeA", "up").u32());
  });
});
