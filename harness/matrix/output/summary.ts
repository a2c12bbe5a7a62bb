import { verdictExitCodes } from "../../report/exit-code.ts";
import type { CellResult, MatrixReport } from "./json.ts";

/** The closing line that CI reads, over all cells; inconclusive ones are named on a line before it. */
export function renderMatrixSummary({ cells }: MatrixReport): string {
  const inconclusive = cells.filter(({ is }) => is === "inconclusive").map(({ name }) => name);
  const before =
    inconclusive.length > 0
      ? `inconclusive: ${inconclusive.length} of ${cells.length}: ${inconclusive.join(", ")}\n`
      : "";
  const failed = cells.filter(isUnexplained).length;
  const skipped = cells.filter(({ is }) => is === "skipped").length;
  const passed = cells.length - failed - skipped - inconclusive.length;
  return `${before}scenarios: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** `57 direct, 24 relayed; all as predicted` */
export function renderCounts({ cells }: MatrixReport): string {
  const count = (path: CellResult["observed"]) => cells.filter(({ observed }) => observed === path).length;
  const paths = (["direct", "half-direct", "relayed", "none", "mixed", "unknown"] as const)
    .filter((path) => count(path) > 0)
    .map((path) => `${count(path)} ${path}`);
  const chance = cells.filter(({ predicted }) => predicted === "race" || predicted === "either").length;
  const different = cells.filter(isUnexplained).length;
  const proofs = cells.flatMap((cell) => cell.proofs);
  const proven = proofs.filter(({ differences }) => differences.length === 0).length;
  return [
    `${paths.join(", ")}; ${different === 0 ? "all as predicted" : `${different} not as predicted`}`,
    ...(chance > 0 ? [`chance decided ${chance}`] : []),
    `${proven} of ${proofs.length} NATs measured as declared`,
  ].join(" · ");
}

/** Not as predicted, in some repetition at least. */
export const isUnexplained = ({ is }: CellResult): boolean => is === "different" || is === "failed" || is === "varies";

/** `; as predicted in 2 of 3 (21 to 94 %)`, or nothing for a pair that ran once. */
export const asPredictedText = ({ repetitions }: CellResult): string => {
  if (repetitions === undefined) return "";
  const [least, most] = [repetitions.least, repetitions.most].map((share) => Math.round(share * 100));
  return `; as predicted in ${repetitions.asPredicted} of ${repetitions.judged} (${least} to ${most} %)`;
};

/** Cells of which another suite expects a different path than the observed one. */
export const differentElsewhere = ({ cells }: MatrixReport): CellResult[] =>
  cells.filter(
    ({ otherSuite, observed, is }) =>
      otherSuite !== undefined && is === "as predicted" && otherSuite.path !== "either" && otherSuite.path !== observed,
  );

/** As for scenarios: a pair is a case, and as predicted is a pass. */
export function matrixExitCode({ cells }: MatrixReport, allowSkip = false): number {
  if (cells.some(isUnexplained)) return verdictExitCodes.failed;
  if (cells.some(({ is }) => is === "inconclusive")) return verdictExitCodes.inconclusive;
  const skipped = cells.every(({ is }) => is === "skipped");
  return skipped && !allowSkip ? verdictExitCodes.nothingTested : verdictExitCodes.passed;
}
