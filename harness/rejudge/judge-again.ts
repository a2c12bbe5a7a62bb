import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { ZodError } from "zod";
import { ConfigError } from "../../src/base/config-error.ts";
import { changesSinceSealed } from "../evidence/store/digests.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { readEvidence } from "../evidence/store/store.ts";
import { MissingFile, readStoredJson } from "../evidence/store/file.ts";
import { caseReport } from "../report/case-report.ts";
import { runsFolder } from "../project/project.ts";
import { walk } from "../topology/walk.ts";
import { readRecordings } from "../report/recorded/read.ts";
import { parseRun, type CaseReport, type RunReport } from "../report/run-json.ts";

/**
 * Judges the stored evidence of a run again. A case whose evidence is missing, was changed since it was sealed, or
 * belongs to another case is inconclusive, whatever run.json says. Throws ConfigError if the folder holds no run or
 * damaged files.
 */
export async function judgeAgain(folder: string): Promise<RunReport> {
  const stored = await storedRun(folder);
  await checkFolders(folder, stored.cases);
  const cases = [];
  for (const caseReport of stored.cases) cases.push(await judgeCase(folder, caseReport, stored));
  return { ...stored, cases };
}

async function judgeCase(top: string, stored: CaseReport, run: RunReport): Promise<CaseReport> {
  // It never ran, so there is nothing to judge.
  if (stored.folder === undefined && stored.verdict === "unsupported") return stored;
  if (stored.folder === undefined) return withoutEvidence(stored, "run.json names no folder of evidence");
  const folder = join(top, stored.folder);
  try {
    const evidence = await readEvidence(folder);
    const other = ofAnother(evidence, stored, run);
    if (other !== undefined) return withoutEvidence(stored, `${stored.folder} holds the evidence of ${other}`);
    const changes = await changesSinceSealed(folder);
    if (changes.length > 0) {
      return withoutEvidence(
        stored,
        `the evidence was changed since it was sealed: in ${stored.folder} ${changes.join(", ")}`,
      );
    }
    const { a, b, expectedPath: path, duration } = stored;
    const hosts = [...walk(evidence.topology)].flatMap(({ name, node }) => (node.kind === "host" ? [name] : []));
    const unknown = [a, b].find((name) => !hosts.includes(name));
    if (unknown !== undefined)
      throw new ConfigError(
        `${join(top, "run.json")}: ${stored.name} is about ${unknown}; choose from ${hosts.join(", ")}`,
      );
    const recordings = stored.recordings === undefined ? [] : await readRecordings(folder);
    return reportOf(evidence, { a, b, path, duration, folder: stored.folder, recordings }, folder);
  } catch (error) {
    if (!(error instanceof MissingFile)) throw error;
    const hadNone = error.file === "evidence.json" && ["unsupported", "inconclusive"].includes(stored.verdict);
    return hadNone ? withoutClaims(stored) : withoutEvidence(stored, `${join(stored.folder, error.file)} is missing`);
  }
}

/** Evidence that passed the schema and still cannot be judged contradicts itself. */
function reportOf(evidence: Evidence, setting: Parameters<typeof caseReport>[1], folder: string): CaseReport {
  try {
    return caseReport(evidence, setting);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new ConfigError(`${join(folder, "evidence.json")} contradicts itself: ${error.message}`);
  }
}

/** Without evidence there are no claims to show. */
const withoutClaims = (caseReport: CaseReport): CaseReport => ({
  ...caseReport,
  observedPath: "unknown",
  because: "",
  refs: [],
  claims: [],
  paths: [],
  links: [],
  proofs: [],
  captures: [],
  findings: [],
  ladder: { columns: [], rows: [] },
});

function withoutEvidence(stored: CaseReport, why: string): CaseReport {
  const report: CaseReport = {
    ...withoutClaims(stored),
    verdict: "inconclusive",
    why: `${why}; run.json says ${stored.verdict}`,
  };
  delete report.failure;
  return report;
}

/** The case that the evidence belongs to if it is not the one in run.json; else undefined. */
function ofAnother(evidence: Evidence, { name, seed }: CaseReport, run: RunReport): string | undefined {
  const { scenario, case: itsCase, world, seed: itsSeed } = evidence;
  const same = itsCase === name && world === run.world && itsSeed === seed && isScenario(scenario, run.scenario);
  return same ? undefined : `${scenario} / ${itsCase}, world ${world}, seed ${itsSeed.toString(16)}`;
}

/** The run of a matrix pair has the name of the set of pairs appended. */
const isScenario = (ofEvidence: string, ofRun: string): boolean =>
  ofEvidence === ofRun || ofRun.startsWith(`${ofEvidence} `);

/** Every case has its evidence in cases/NAME of its own run, and all evidence belongs to a case. */
async function checkFolders(top: string, cases: readonly CaseReport[]): Promise<void> {
  const file = join(top, "run.json");
  if (cases.length === 0) throw new ConfigError(`${file} holds no case`);
  const names = new Set<string>();
  for (const { name, folder } of cases) {
    if (names.has(name)) throw new ConfigError(`${file}: the case ${JSON.stringify(name)} appears twice`);
    names.add(name);
    if (!/^[^/\0]+$/.test(name) || [".", ".."].includes(name)) {
      throw new ConfigError(`${file}: ${JSON.stringify(name)} is not a case name`);
    }
    if (folder !== undefined && folder !== `cases/${name}`) {
      throw new ConfigError(`${file}: the folder of ${name} is ${JSON.stringify(folder)}; it must be cases/${name}`);
    }
  }
  for (const { name, folder } of cases) {
    const path = join(top, "cases", name);
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) continue;
    if (real !== join(await realpath(top), "cases", name))
      throw new ConfigError(`${path} is a link; a run contains its own files`);
    // Otherwise a failed case would look like one that never ran.
    if (folder === undefined) throw new ConfigError(`${file}: ${name} names no folder, but ${path} exists`);
  }
  const there = await readdir(join(top, "cases")).catch(() => []);
  const unnamed = there.find((name) => !names.has(name));
  if (unnamed !== undefined) throw new ConfigError(`${file} has no case for ${join(top, "cases", unnamed)}`);
}

async function storedRun(folder: string): Promise<RunReport> {
  const file = join(folder, "run.json");
  try {
    return parseRun(await readStoredJson(folder, "run.json"));
  } catch (error) {
    if (error instanceof MissingFile) {
      throw new ConfigError(`${folder} holds no run: ${file} is missing; give a folder below ${runsFolder()}`);
    }
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    throw new ConfigError(
      `${file} is not a run of this version: ${issue?.path.join(".") ?? "top level"}: ${issue?.message}`,
    );
  }
}
