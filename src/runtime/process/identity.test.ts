import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { hex } from "../../base/bytes.ts";
import { secretOf, stableSecret } from "./identity.ts";

it.runIf(existsSync("/etc/machine-id"))(
  "a machine derives the same bytes from the same words, and never reveals its id",
  () => {
    const [one, again, other, joined] = [["mac", "net"], ["mac", "net"], ["mac", "net2"], ["macnet"]].map((words) => {
      const said = stableSecret(...words);
      return said && hex(said);
    });
    expect(again).toBe(one);
    expect(new Set([one, other, joined])).toHaveProperty("size", 3);
    expect(one).not.toContain(readFileSync("/etc/machine-id", "utf8").trim());
  },
);

it.runIf(existsSync("/etc/machine-id"))("two machines from one image share an id, but no secret", () => {
  const [one, again, other] = ["uuid 1", "uuid 1", "uuid 2"].map((hardware) => hex(secretOf(["mac"], hardware)!));
  expect([one === again, one === other]).toEqual([true, false]);
});
