import { expect, it } from "vitest";
import type { CaseReport } from "../report/run-json.ts";
import { disturbedByOthers } from "./disturbed.ts";

const proof = (...differences: string[]) => [{ differences }] as unknown as CaseReport["proofs"];

it.each<[CaseReport["verdict"], CaseReport["proofs"], number, boolean]>([
  ["inconclusive", proof(), 2, true],
  ["inconclusive", [], 5, true],
  ["inconclusive", proof(), 1, false],
  ["inconclusive", proof("filtering: declared …"), 5, false],
  ["fail", proof(), 5, false],
  ["pass", proof(), 5, false],
  ["unsupported", proof(), 5, false],
])("%s is tried again alone: %#", (verdict, proofs, cases, again) => {
  expect(disturbedByOthers({ verdict, proofs }, cases)).toBe(again);
});
