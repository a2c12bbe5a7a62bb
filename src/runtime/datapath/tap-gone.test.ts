import { expect, it } from "vitest";
import { systemErrorName, tapGone } from "./libc.ts";

it("a TAP that was deleted is told of in words", () => {
  expect(systemErrorName(77)).toBe("EBADFD");
  expect(tapGone(systemErrorName(77))).toMatch(/deleted from outside/);
  expect(tapGone("EIO")).toMatch(/EIO/);
});
