import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SweepComparison } from "../compare.ts";
import { sweepJsonSchema, type SweepReport } from "../json.ts";
import { sweepPage } from "./page.ts";
import { sweepCsv, sweepMarkdown } from "./tables.ts";

/** Writes everything that is made from a sweep, and sweep.json last, which marks the folder complete. */
export async function writeSweep(folder: string, report: SweepReport, comparison?: SweepComparison): Promise<void> {
  const put = (name: string, text: string) => writeFile(join(folder, name), text);
  await put("index.html", sweepPage(report, comparison));
  await put("sweep.md", sweepMarkdown(report, comparison));
  await put("sweep.csv", sweepCsv(report));
  await put("sweep.schema.json", `${JSON.stringify(sweepJsonSchema(), undefined, 2)}\n`);
  await put("sweep.json", `${JSON.stringify(report, undefined, 2)}\n`);
}
