import { expect, it } from "vitest";
import { isSmall, sizeTable } from "./size-table.ts";

const result = (round: number, startSeconds: number) =>
  ({ name: "ours", round, startSeconds, memory: 54.2, threads: 6, idle: 0.0007 }) as const;

it("has medians with least and most, and the goals", () => {
  expect(sizeTable([result(1, 0.3), result(2, 0.18), result(3, 0.19)])).toBe(
    [
      "| edge | rounds | start to first ping, s | MB | threads | idle CPU, % | reached |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      "| ours | 3 | 0.19 (0.18–0.30) | 54 | 6 | 0.070 | yes |",
      "| goal |  | ≤ 0.2 | ≤ 55 | ≤ 6 | ≤ 0.1 |  |",
      "",
    ].join("\n"),
  );
});

it("an edge is small if every median is", () => {
  expect(isSmall([result(1, 0.3), result(2, 0.18), result(3, 0.19)])).toBe(true);
  expect(isSmall([result(1, 0.3), result(2, 0.25), result(3, 0.19)])).toBe(false);
  expect(isSmall([{ ...result(1, 0.1), threads: 7 }])).toBe(false);
});
