import { expect, it } from "vitest";
import { wantsColour } from "./colour.ts";

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { CI: "true" }, false],
  [true, { TERM: "dumb" }, false],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "", CI: "true", NO_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { FORCE_COLOR: "false" }, false],
] as const)("terminal %s with %j: %s", (isTTY, env, wanted) => {
  expect(wantsColour({ isTTY }, env)).toBe(wanted);
});
