import { beforeAll, expect, it } from "vitest";
import { instantiate, type CompiledCore } from "../shared/web-assembly.ts";
import { layoutNames, regionNames } from "./core.ts";
import { builtCore } from "./testing/bench.ts";

let module: CompiledCore;
beforeAll(() => void (module = builtCore()), 60_000);

it("knows every constant that the core exports, and no other", () => {
  expect(new Set(instantiate(module).constantNames)).toEqual(new Set([...regionNames, ...layoutNames]));
});
