import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { secretOf, stableSecret } from "./identity.ts";

it.runIf(existsSync("/etc/machine-id"))("a machine says the same to the same words, and never its id", () => {
  const [one, again, other, joined] = [["mac", "net"], ["mac", "net"], ["mac", "net2"], ["macnet"]].map((words) => {
    const said = stableSecret(...words);
    return said && hex(said);
  });
  expect(again).toBe(one);
  expect(new Set([one, other, joined])).toHaveProperty("size", 3);
  expect(one).not.toContain(readFileSync("/etc/machine-id", "utf8").trim());
});

it.runIf(existsSync("/etc/machine-id"))("two machines of one image have an id in common, and no secret", () => {
  const [one, again, other] = ["uuid 1", "uuid 1", "uuid 2"].map((hardware) => hex(secretOf(["mac"], hardware)!));
  expect([one === again, one === other]).toEqual([true, false]);
});
