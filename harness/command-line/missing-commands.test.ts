import { expect, it } from "vitest";
import { missingCommands, wordsFor } from "./missing-commands.ts";

const line = "apt-get install -y --no-install-recommends nftables";
const lacking = { missing: ["nft"], line };

it("says nothing of what is there", () => {
  expect(missingCommands(["sh"])).toBeUndefined();
});

it.each([
  [{ isRoot: true, inClone: true }, line],
  [{ isRoot: false, inClone: true }, `sudo ${line}`],
  [{ isRoot: true, inClone: false }, `npx natlab setup, or: ${line}`],
  [{ isRoot: false, inClone: false }, `npx natlab setup, or: sudo ${line}`],
])("says what is missing and what brings it: %o", (reader, fix) => {
  expect(wordsFor(lacking, reader)).toEqual({ what: "nft not found", fix });
});
