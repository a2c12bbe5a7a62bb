import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runPage } from "./page/html.ts";
import { junitXml } from "./junit.ts";
import { ladderPage } from "./page/ladder-page.ts";
import type { RunReport } from "./run-json.ts";

/**
 * Writes run.json, junit.xml and index.html into the run's folder, and ladder.md into each case's. `final`: what the folder
 * will be called, where that differs; commands on the page name it.
 */
export async function writeReports(folder: string, run: RunReport, final = folder): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "run.json"), JSON.stringify(run, undefined, 2) + "\n");
  await writeFile(join(folder, "junit.xml"), junitXml(run));
  await writeFile(join(folder, "index.html"), runPage(run, final));
  for (const caseReport of run.cases) {
    if (caseReport.folder === undefined) continue;
    await mkdir(join(folder, caseReport.folder), { recursive: true });
    await writeFile(join(folder, caseReport.folder, "ladder.md"), ladderPage(run, caseReport));
  }
}
