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
