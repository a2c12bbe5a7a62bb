import { describe, expect, it } from "vitest";
import { hex } from "../base/bytes.ts";
import { systemRandom } from "./system-random.ts";

describe("system random", () => {
  it.each([0, 1, 16, 4095, 4096, 4097, 70_000])("draws %d bytes", (count) => {
    expect(systemRandom().bytes(count)).toHaveLength(count);
  });

  it("returns no byte twice, across refills of the pool", () => {
    const random = systemRandom();
    const drawn = new Set(Array.from({ length: 2000 }, () => hex(random.bytes(12))));
    expect(drawn.size).toBe(2000);
  });

  it("does not change bytes that it has returned", () => {
    const random = systemRandom();
    const first = random.bytes(16);
    const copy = hex(first);
    for (let i = 0; i < 1000; i++) random.bytes(16);
    expect(hex(first)).toBe(copy);
  });

  it("draws 32-bit integers over the whole range", () => {
    const random = systemRandom();
    const drawn = Array.from({ length: 1000 }, () => random.u32());
    expect(drawn.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true);
    expect(drawn.some((n) => n >= 2 ** 31) && drawn.some((n) => n < 2 ** 31)).toBe(true);
  });
});
