import { beforeAll, expect, it } from "vitest";
import { instantiate, type CompiledCore } from "../shared/web-assembly.ts";
import { relayLayoutNames, relayRegionNames, RelayCore } from "./core.ts";
import { builtRelayCore } from "./testing/bench.ts";

let module: CompiledCore;
beforeAll(() => void (module = builtRelayCore()), 60_000);

it("knows every constant that the core exports, and no other", () => {
  expect(new Set(instantiate(module).constantNames)).toEqual(new Set([...relayRegionNames, ...relayLayoutNames]));
});

it("has an edge's fields where the kernel expects a sockaddr_in", () => {
  const { layout } = new RelayCore(module, 0n);
  expect([layout.edgePort - layout.edgeFamily, layout.edgeAddress - layout.edgeFamily]).toEqual([2, 4]);
});
