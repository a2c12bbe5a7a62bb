import { expect, it } from "vitest";
import { ownShell } from "./own-shell.ts";

it("is the user's, else bash if there is one", () => {
  expect(ownShell("/usr/bin/fish")).toEqual(["/usr/bin/fish"]);
  expect(ownShell(undefined, () => true)).toEqual(["/bin/bash"]);
  expect(ownShell(undefined, () => false).at(-1)).toBe("/bin/sh");
});
