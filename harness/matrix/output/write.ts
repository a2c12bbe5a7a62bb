/**
 * What remains of a matrix:
 *
 * 1. `json.ts`: the results, which all the rest is made from; matrix.json is written last, and marks the folder complete
 * 2. `grid.ts`: cells by row and column; `grid-text.ts` for terminals, `grid-svg.ts` as a picture
 * 3. `summary.ts`: counts, the closing line, the exit code
 * 4. `page.ts`, `markdown.ts`, `csv.ts`: index.html, matrix.md, matrix.csv
 * 5. `baseline.ts`, `baseline-file.ts`: the outcome alone, with which later runs are compared
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../run/make-folder.ts";
import { matrixCsv } from "./csv.ts";
import { gridsOf } from "./grid.ts";
import { gridSvg } from "./grid-svg.ts";
import { matrixMarkdown } from "./markdown.ts";
import type { MatrixReport } from "./json.ts";
import { matrixPage } from "./page.ts";

/** Writes index.html, matrix.md, matrix.csv, a picture of every grid, and last matrix.json, which marks it complete. */
export async function writeMatrix(folder: string, report: MatrixReport): Promise<void> {
  await makeFolder(folder);
  const put = (name: string, text: string) => writeFile(join(folder, name), text);
  await put("index.html", matrixPage(report));
  await put("matrix.md", matrixMarkdown(report));
  await put("matrix.csv", matrixCsv(report));
  for (const grid of gridsOf(report.cells)) await put(`${grid.title.replaceAll(" ", "-")}.svg`, gridSvg(grid));
  await put("matrix.json", `${JSON.stringify(report, undefined, 2)}\n`);
}
