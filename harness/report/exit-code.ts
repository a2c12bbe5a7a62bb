import type { RunReport } from "./run-json.ts";

/** What a command's exit code says of its runs; 64 and above are in `harness/command-line/explain.ts`. */
export const exitCodes = { passed: 0, failed: 1, inconclusive: 2, nothingTested: 3 } as const;

/** For a `--help`. */
export const exitCodesText =
  "Exit code: 0 all passed; 1 a claim failed; 2 none failed, some inconclusive; 3 nothing was tested, every case was " +
  "skipped (0 with --allow-skip); 64 usage or damaged input; 69 something is missing here; 70 a bug; " +
  "74 the system refused (disk, rights); 130, 143 interrupted.";

/**
 * A run whose every case was skipped has tested nothing, which is not to be taken for green: not even beside another
 * run that passed, since somebody asked for it by its name.
 */
export function exitCodeOf(runs: readonly Pick<RunReport, "cases" | "unfinished">[], allowSkip = false): number {
  const verdicts = runs.flatMap((run) => run.cases.map((it) => it.verdict));
  if (verdicts.includes("fail")) return exitCodes.failed;
  const unfinished = runs.some((run) => (run.unfinished ?? []).length > 0);
  if (unfinished || verdicts.includes("inconclusive")) return exitCodes.inconclusive;
  const skipped = runs.some((run) => run.cases.every((it) => it.verdict === "unsupported"));
  return skipped && !allowSkip ? exitCodes.nothingTested : exitCodes.passed;
}
