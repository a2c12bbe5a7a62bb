import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import type { CompatReport } from "./json.ts";
import { readCompat } from "./merge.ts";
import { historyPage, type StoredRun } from "./output/pages/history.ts";
import { writeCompat } from "./output/write.ts";

/** The name of a report in `runs/`: its day, and the revision or version that ran. */
export const runName = ({ started, tool }: CompatReport): string =>
  `${started.slice(0, 10)}-${tool.revision ?? tool.version}`;

/**
 * Publishes a report where others link to: `latest/` is whole, with a page for each cell; `runs/DATE-REVISION/` has no such
 * pages, and is kept; `index.html` is the history of all runs. `comments/SYSTEM.md` there is by a program's maintainers.
 * Captures stay in `folder`. Throws ConfigError if `latest/` is something else.
 */
export async function publishCompat(place: string, report: CompatReport, folder: string): Promise<void> {
  const latest = join(place, "latest");
  await refuseOther(latest);
  const comments = await commentsIn(join(place, "comments"));
  await rm(latest, { recursive: true, force: true });
  await writeCompat(join(place, "runs", runName(report)), report, { comments });
  await writeCompat(latest, report, { evidence: folder, comments });
  await writeFile(join(place, "index.html"), historyPage(await storedRuns(place)));
}

/** Every report in `PLACE/runs`, newest first. Throws ConfigError, which names the file, when one is damaged. */
export async function storedRuns(place: string): Promise<readonly StoredRun[]> {
  const names = await namesIn(join(place, "runs"));
  const runs = await Promise.all(
    names.map(async (name) => ({ name, report: await readCompat(join(place, "runs", name)) })),
  );
  return runs.sort((a, b) => b.report.started.localeCompare(a.report.started));
}

async function refuseOther(latest: string): Promise<void> {
  const names = await namesIn(latest);
  if (names.length > 0 && !names.includes("compat.json"))
    throw new ConfigError(`${latest} is not a compatibility report: move it away, or publish to another folder`);
}

async function commentsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(".md"));
  return new Map(
    await Promise.all(
      names.map(async (name) => [basename(name, ".md"), await readFile(join(folder, name), "utf8")] as const),
    ),
  );
}

/** Empty if there is no such folder. */
const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
