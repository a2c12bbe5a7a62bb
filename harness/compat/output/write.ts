import { copyFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../../run/make-folder.ts";
import { compatCells } from "../cell.ts";
import { compatJsonSchema, type CompatReport } from "../json.ts";
import { scoreOf } from "../score.ts";
import { badgeEndpoint, badgeSvg } from "./badge.ts";
import { compatCtrf, compatJunit } from "./ci-reports.ts";
import { compatIndex, fileName } from "./index-page.ts";
import { systemPage } from "./system-page.ts";
import { compatCsv, compatMarkdown } from "./tables.ts";

/**
 * Everything that is made from a report, and last compat.json, which says that all is there. `from`: the run's folder, whose
 * pages of trials are copied, without captures; absent = `folder` is that folder.
 */
export async function writeCompat(folder: string, report: CompatReport, from?: string): Promise<void> {
  const put = async (name: string, text: string) => {
    await makeFolder(dirname(join(folder, name)));
    await writeFile(join(folder, name), text);
  };
  await put("index.html", compatIndex(report));
  await put("compat.md", compatMarkdown(report));
  await put("compat.csv", compatCsv(report));
  await put("ctrf.json", compatCtrf(report));
  await put("junit.xml", compatJunit(report));
  await put("compat.schema.json", `${JSON.stringify(compatJsonSchema(), undefined, 2)}\n`);
  const cells = compatCells(report);
  for (const system of report.systems) {
    const name = fileName(system.name);
    await put(`systems/${name}.html`, systemPage(report, system));
    await put(`badges/${name}.svg`, badgeSvg(scoreOf(system.name, cells)));
    await put(`badges/${name}.json`, badgeEndpoint(scoreOf(system.name, cells)));
  }
  if (from !== undefined) await copyTrialPages(report, from, folder);
  await put("compat.json", `${JSON.stringify(report, undefined, 2)}\n`);
}

async function copyTrialPages({ trials }: CompatReport, from: string, to: string): Promise<void> {
  for (const { evidence } of trials) {
    if (evidence === undefined) continue;
    await makeFolder(join(to, evidence));
    for (const file of ["index.html", "run.json"]) await copyFile(join(from, evidence, file), join(to, evidence, file));
  }
}
