import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { readEvidence } from "../evidence/store.ts";
import { caseReport } from "../report/case-report.ts";
import { parseRun, type CaseReport, type RunReport } from "../report/run-json.ts";

/**
 * The report that the stored evidence of a run deserves today. A case that came to no evidence (its laboratory did not
 * stand, its program died) keeps what was said of it then. Throws ConfigError when FOLDER holds no run.
 */
export async function judgeAgain(folder: string): Promise<RunReport> {
  const stored = await storedRun(folder);
  const cases = await Promise.all(stored.cases.map((it) => judgeCase(folder, it)));
  return { ...stored, cases };
}

async function judgeCase(folder: string, stored: CaseReport): Promise<CaseReport> {
  if (stored.folder === undefined || !(await exists(join(folder, stored.folder, "evidence.json")))) return stored;
  const { a, b, expectedPath: path, duration, folder: within } = stored;
  return caseReport(await readEvidence(join(folder, within)), { a, b, path, duration, folder: within });
}

async function storedRun(folder: string): Promise<RunReport> {
  const file = join(folder, "run.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new ConfigError(`${folder} holds no run: there is no ${file}; give a folder below reports/runs`);
  });
  try {
    return parseRun(JSON.parse(text));
  } catch (error) {
    throw new ConfigError(`${file} is not a run of this version: ${(error as Error).message.split("\n")[0]}`);
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
