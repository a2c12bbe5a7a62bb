import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../../run/make-folder.ts";
import { compatCells } from "../cell.ts";
import { compatJsonSchema, type CompatReport } from "../json.ts";
import { scoreOf } from "../score.ts";
import { badgeEndpoint, badgeSvg } from "./badge.ts";
import { cellPage } from "./pages/cell.ts";
import { compatCtrf, compatJunit } from "./ci-reports.ts";
import { linksWith } from "./pages/html.ts";
import { compatIndex } from "./pages/index.ts";
import { cellPagePath, fileName, systemPagePath } from "./paths.ts";
import { shownTrials } from "./shown-trials.ts";
import { cellStyle } from "./pages/style.ts";
import { systemPage } from "./pages/system.ts";
import { compatCsv, compatMarkdown } from "./tables.ts";

export interface Writing {
  /** The run's folder, with the evidence of the trials; absent = no page of a cell is written. */
  readonly evidence?: string;
  /** By system: what its maintainers say, plain text. */
  readonly comments?: ReadonlyMap<string, string>;
}

/** Writes everything that is made from a report, and compat.json last, which marks the folder complete. */
export async function writeCompat(folder: string, report: CompatReport, writing: Writing): Promise<void> {
  const put = async (name: string, text: string) => {
    await makeFolder(dirname(join(folder, name)));
    await writeFile(join(folder, name), text);
  };
  const { evidence, comments } = writing;
  const cells = compatCells(report);
  const links = linksWith(evidence !== undefined);
  await put("index.html", compatIndex(report, links));
  await put("compat.md", compatMarkdown(report));
  await put("compat.csv", compatCsv(report));
  await put("ctrf.json", compatCtrf(report));
  await put("junit.xml", compatJunit(report));
  await put("compat.schema.json", `${JSON.stringify(compatJsonSchema(), undefined, 2)}\n`);
  for (const system of report.systems) {
    const name = fileName(system.name);
    await put(systemPagePath(system.name), systemPage(report, system, links, comments?.get(system.name)));
    await put(`badges/${name}.svg`, badgeSvg(scoreOf(system.name, cells)));
    await put(`badges/${name}.json`, badgeEndpoint(scoreOf(system.name, cells)));
  }
  if (evidence !== undefined) {
    await put("style.css", cellStyle);
    for (const cell of cells) {
      if (cell.trials.length === 0) continue;
      const page = cellPage(report, cell, await shownTrials(cell, evidence));
      await put(cellPagePath(cell.system, cell.situation.name), page);
    }
  }
  await put("compat.json", `${JSON.stringify(report, undefined, 2)}\n`);
}
