import type { RunReport } from "./run-json.ts";

/** Exit codes about the runs of a command; 64 and above are in `harness/command-line/explain.ts`. */
export const verdictExitCodes = { passed: 0, failed: 1, inconclusive: 2, nothingTested: 3 } as const;

/** For a `--help`. */
export const exitCodesText =
  "Exit code: 0 all passed; 1 a claim failed; 2 none failed, some inconclusive; 3 nothing was tested, every case was " +
  "skipped (0 with --allow-skip); 64 usage or damaged input; 69 this machine lacks something; 70 a bug; " +
  "74 the system refused (disk, permissions); 130, 143 interrupted.";

/**
 * A run that skipped every case tested nothing and must not look green, not even next to one that passed: it was
 * requested by name.
 */
export function exitCodeOf(runs: readonly Pick<RunReport, "cases" | "unfinished">[], allowSkip = false): number {
  const verdicts = runs.flatMap((run) => run.cases.map((caseReport) => caseReport.verdict));
  if (verdicts.includes("fail")) return verdictExitCodes.failed;
  const unfinished = runs.some((run) => (run.unfinished ?? []).length > 0);
  if (unfinished || verdicts.includes("inconclusive")) return verdictExitCodes.inconclusive;
  const skipped = runs.some((run) => run.cases.every((caseReport) => caseReport.verdict === "unsupported"));
  return skipped && !allowSkip ? verdictExitCodes.nothingTested : verdictExitCodes.passed;
}
