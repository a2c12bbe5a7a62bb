import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunReport } from "../report/run-json.ts";
import { runFolderName } from "../run/folders/run-folder.ts";
import { makeFolder } from "../run/make-folder.ts";
import { junitOf } from "../report/junit.ts";
import { summaryCounts } from "../report/text/report.ts";
import { ctrf } from "./ctrf.ts";
import { resultsMarkdown } from "./markdown.ts";
import { resultsPage } from "./page.ts";
import { casesOf, type Results } from "./results.ts";

/** What `writeResults` writes into the folder. */
export const resultFiles = [
  "results.json",
  "junit.xml",
  "ctrf.json",
  "summary.md",
  "index.html",
  "badge.json",
] as const;

/** One report of all runs, for people and for CI. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  const texts: Readonly<Record<(typeof resultFiles)[number], string>> = {
    "results.json": `${JSON.stringify(results, undefined, 2)}\n`,
    "junit.xml": junitOf(results.runs),
    "ctrf.json": ctrf(results),
    "summary.md": resultsMarkdown(results),
    "index.html": resultsPage(results, (run) => runPageIn(folder, run)),
    "badge.json": `${JSON.stringify(badge(results))}\n`,
  };
  await makeFolder(folder);
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
}

/** Where `scenario --out` leaves it; undefined = it is not there, as after a merge. */
function runPageIn(folder: string, { started, scenario }: RunReport): string | undefined {
  const at = new Date(started);
  if (Number.isNaN(at.getTime())) return undefined;
  const page = join("runs", runFolderName(at, scenario), "index.html");
  return existsSync(join(folder, page)) ? page : undefined;
}

/** As shields.io reads it from an address. */
function badge(results: Results) {
  const verdicts = casesOf(results).map(({ case: { verdict } }) => verdict);
  const isBroken = verdicts.includes("fail");
  const isPassed = verdicts.length > 0 && verdicts.every((verdict) => verdict === "pass");
  const color = isBroken ? "red" : isPassed ? "brightgreen" : "yellow";
  return { schemaVersion: 1, label: "NAT traversal", message: summaryCounts(results.runs), color };
}
