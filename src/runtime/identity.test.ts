import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { hex } from "../base/bytes.ts";
import { stableSecret } from "./identity.ts";

it.runIf(existsSync("/etc/machine-id"))("a machine says the same to the same words, and never its id", () => {
  const [one, again, other, joined] = [["mac", "net"], ["mac", "net"], ["mac", "net2"], ["macnet"]].map((words) => {
    const said = stableSecret(...words);
    return said && hex(said);
  });
  expect(again).toBe(one);
  expect(new Set([one, other, joined])).toHaveProperty("size", 3);
  expect(one).not.toContain(readFileSync("/etc/machine-id", "utf8").trim());
});
