import { describe, expect, it } from "vitest";
import { matrixCommand } from "./again.ts";
import { parseMatrixOptions } from "./matrix-options.ts";

describe("the command that runs a matrix again", () => {
  it.each([
    "npm run matrix -- --seed 1f",
    "npm run matrix -- --unordered --world sim --seed 2",
    "npm run matrix -- --edu extended-double --loss 1.5 --delay 20 --pool 3 --seed 7f3a",
    "npm run matrix -- --all --sut alice=ours --sut bob=tinc --seed 1",
  ])("%s is read as the same plan", async (command) => {
    const { plan } = await parseMatrixOptions(command.split(" ").slice(4));
    expect(matrixCommand(plan)).toBe(command);
  });
});
