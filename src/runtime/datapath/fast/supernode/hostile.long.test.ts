import { beforeAll, describe, expect, it } from "vitest";
import { builtRelayCore } from "./testing/bench.ts";
import { hostileRelay } from "./testing/hostile.ts";

let module: ReturnType<typeof builtRelayCore>;
beforeAll(() => void (module = builtRelayCore()), 60_000);

describe("any input", () => {
  it("stays inside the regions, and nothing traps", () => {
    expect(() => hostileRelay(module, 20_000, 1)).not.toThrow();
  });
});
