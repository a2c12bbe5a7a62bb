import { join } from "node:path";
import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { secondsText } from "../expect/wording.ts";
import { verdictExitCodes as exitCodes } from "../report/exit-code.ts";
import { allPrintable, terminalJson } from "../report/printable.ts";
import { styleFor, type Style } from "../report/text/style.ts";
import { widthOf } from "../report/text/wrap.ts";
import { addToJobSummary } from "../results/github.ts";
import { machineOf, revisionOf, toolOf } from "../run/machine.ts";
import { compareSweeps, type SweepComparison } from "./compare.ts";
import type { SweepReport } from "./json.ts";
import { sweepMarkdown } from "./output/tables.ts";
import { renderComparison, renderSweep, renderSweepSummary } from "./output/text.ts";
import { writeSweep } from "./output/write.ts";
import { pointName, pointsOf } from "./points.ts";
import { readSweep } from "./read.ts";
import { runSweep } from "./run-sweep.ts";
import { makeSweepFolder, resumeSweepFolder } from "./sweep-folder.ts";
import { parseSweepOptions, type SweepOptions } from "./sweep-options.ts";
import { TrialProgress } from "../run/progress/trial-progress.ts";
import { sweepTrialWords } from "./trial-words.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const style: Style = styleFor(process.stdout, process.env);

await command(async () => {
  const interrupted = interruption();
  return main(await parseSweepOptions(process.argv.slice(2)), interrupted);
}, "finished trials are kept; continue with: npm run sweep -- --resume");

async function main(options: SweepOptions, interrupted: AbortSignal): Promise<number> {
  const { resume, json, plan, threshold } = options;
  if (options.diff !== undefined) return diff(options.diff, options);
  if (options.list) return list(options);
  // Before hours are spent: a baseline that cannot be read is a mistake.
  const baseline = options.baseline === undefined ? undefined : await readSweep(options.baseline);
  const started = new Date();
  await using folder = resume === undefined ? await makeSweepFolder(plan, started) : await resumeSweepFolder(resume);
  const progress = new TrialProgress(sweepTrialWords, style, json ? process.stderr : process.stdout);
  const setting = { folder, started, tool: { ...toolOf(), ...(await revisionOf()) }, machine: await machineOf() };
  const report = await runSweep(setting, progress, interrupted);
  const comparison = baseline && compareSweeps(baseline, report, threshold);
  await writeSweep(folder.path, report, comparison);
  addToJobSummary(sweepMarkdown(report, comparison));
  if (json) say(terminalJson(report));
  else show(report, folder.path, comparison);
  await folder.prune(options.kept);
  return exitCode(report, comparison);
}

function show(report: SweepReport, folder: string, comparison: SweepComparison | undefined): void {
  say(`\n${renderSweep(allPrintable(report), style, widthOf(process.stdout))}`);
  if (comparison !== undefined) say(`\n${renderComparison(allPrintable(comparison), style)}`);
  say(`\n  page      ${join(folder, "index.html")}   sweep.json  sweep.md  sweep.csv`);
  say(`  evidence  ${join(folder, "trials/SYSTEM/LINK/REPETITION/")}   in ${secondsText(report.duration)}`);
  say(renderSweepSummary(report));
}

function exitCode({ trials }: SweepReport, comparison: SweepComparison | undefined): number {
  if (comparison?.changes.some(({ is }) => is === "worse") === true) return exitCodes.failed;
  // A baseline that has none of these values has compared nothing.
  if (comparison?.compared === 0) return exitCodes.nothingTested;
  if (!trials.some(({ outcome }) => outcome === "measured")) return exitCodes.nothingTested;
  return trials.some(({ outcome }) => outcome === "inconclusive") ? exitCodes.inconclusive : exitCodes.passed;
}

async function diff([before, after]: readonly [string, string], { json, threshold }: SweepOptions): Promise<number> {
  const comparison = compareSweeps(await readSweep(before), await readSweep(after), threshold);
  say(json ? terminalJson(comparison) : renderComparison(allPrintable(comparison), style));
  if (comparison.changes.some(({ is }) => is === "worse")) return exitCodes.failed;
  return comparison.compared === 0 ? exitCodes.nothingTested : exitCodes.passed;
}

function list({ plan, json }: SweepOptions): number {
  const links = pointsOf(plan).map(pointName);
  if (json) say(terminalJson({ systems: plan.systems, links, loads: plan.loads }));
  else say(`systems: ${plan.systems.join(", ")}\n\n${links.join("\n")}`);
  return 0;
}
