import { beforeAll, describe, expect, it } from "vitest";
import { builtCore, ways } from "./testing/bench.ts";
import { hostile } from "./testing/hostile.ts";

let core: ReturnType<typeof builtCore>;
beforeAll(() => void (core = builtCore()), 60_000);

describe("any input", () => {
  it.each(ways)("stays inside the regions, and nothing traps: $name", (way) => {
    expect(() => hostile(core, way, 2000, 1)).not.toThrow();
  });
});
