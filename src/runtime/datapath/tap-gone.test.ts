import { expect, it } from "vitest";
import { systemErrorName, tapGone } from "./libc.ts";

it("a deleted TAP is reported in words", () => {
  expect(systemErrorName(77)).toBe("EBADFD");
  expect(tapGone(systemErrorName(77))).toMatch(/deleted from outside/);
  expect(tapGone("EIO")).toMatch(/EIO/);
});
