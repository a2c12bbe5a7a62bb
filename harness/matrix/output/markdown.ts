import { gridsOf, type Grid } from "./grid.ts";
import { shortOf } from "./grid-text.ts";
import type { CellResult, MatrixReport } from "./json.ts";
import { isUnexplained, differentElsewhere, asPredictedText, renderCounts, renderMatrixSummary } from "./summary.ts";

/** For a CI summary or a repository: grids whose cells link to their evidence, and what is not as predicted. */
export function matrixMarkdown(report: MatrixReport): string {
  const { plan, started } = report;
  return [
    `# Matrix ${plan.set} (${plan.world})`,
    `${renderCounts(report)}. Seed ${plan.seed.toString(16)}, ${started}.`,
    "D direct, R relayed, d and r by chance, ! not as predicted, ≠ repetitions differ, ? inconclusive.",
    ...gridsOf(report.cells).map(grid),
    ...list(
      "Not as predicted",
      report.cells.filter(isUnexplained),
      (cell) => `${cell.why ?? ""}${asPredictedText(cell)}`,
    ),
    ...list("Other suites expect another path", differentElsewhere(report), expectedElsewhere),
    renderMatrixSummary(report),
    "",
  ].join("\n\n");
}

export const expectedElsewhere = ({ otherSuite, observed }: CellResult): string =>
  `${observed}, ${otherSuite!.suite} expects ${otherSuite!.path}: ${otherSuite!.because ?? "no reason known"}`;

function grid({ title, rows, columns, at }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line([title, ...columns]),
    line(["---", ...columns.map(() => "---")]),
    ...rows.map((row) => line([`**${row}**`, ...columns.map((column) => linked(at(row, column)))])),
  ].join("\n");
}

function linked(cell: CellResult | undefined): string {
  if (cell === undefined) return "";
  return cell.evidence === undefined ? shortOf(cell) : `[${shortOf(cell)}](${cell.evidence}/index.html)`;
}

function list(title: string, cells: readonly CellResult[], tell: (cell: CellResult) => string): string[] {
  if (cells.length === 0) return [];
  return [`## ${title}`, cells.map((cell) => `- \`${cell.name}\`: ${tell(cell)}`).join("\n")];
}
