import { join } from "node:path";
import { secondsText } from "../expect/wording.ts";
import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { verdictExitCodes as exitCodes } from "../report/exit-code.ts";
import { allPrintable, terminalJson } from "../report/printable.ts";
import { styleFor, type Style } from "../report/text/style.ts";
import { widthOf, wrapped } from "../report/text/wrap.ts";
import { runsFolder } from "../project/project.ts";
import { addToJobSummary } from "../results/github.ts";
import { machineOf, revisionOf, toolOf } from "../run/machine.ts";
import { makeCompatFolder, resumeCompatFolder } from "./compat-folder.ts";
import { parseCompatOptions, type CompatOptions } from "./compat-options.ts";
import { TrialProgress } from "../run/progress/trial-progress.ts";
import { compatTrialWords } from "./trial-words.ts";
import { diffCompat } from "./diff.ts";
import type { CompatReport } from "./json.ts";
import { mergeCompat, readCompat } from "./merge.ts";
import { historyOf, renderHistory } from "./output/history-text.ts";
import { renderChanges, renderCompat, renderCompatSummary } from "./output/text.ts";
import { compatMarkdown } from "./output/tables.ts";
import { publishCompat, storedRuns } from "./publish.ts";
import { writeCompat } from "./output/write.ts";
import { runCompat } from "./run-compat.ts";
import { situations } from "./situations.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const style: Style = styleFor(process.stdout, process.env);

await command(async () => {
  const interrupted = interruption();
  return main(await parseCompatOptions(process.argv.slice(2)), interrupted);
}, "finished trials are kept; continue with: npm run compat -- --resume");

async function main(options: CompatOptions, interrupted: AbortSignal): Promise<number> {
  if (options.diff !== undefined) return diff(options.diff, options.json);
  if (options.list) return list(options);
  if (options.history !== undefined) return history(options.history, options.json);
  if (options.merge !== undefined) return merge(options.merge, options);
  const started = new Date();
  const { resume, json, jobs, plan } = options;
  await using folder = resume === undefined ? await makeCompatFolder(plan, started) : await resumeCompatFolder(resume);
  const progress = new TrialProgress(compatTrialWords, style, json ? process.stderr : process.stdout);
  const setting = { folder, jobs, started, tool: { ...toolOf(), ...(await revisionOf()) }, machine: await machineOf() };
  const report = await runCompat(setting, progress, interrupted);
  const code = await finish(report, folder.path, options);
  await folder.prune(options.kept);
  return code;
}

async function merge(folders: readonly string[], options: CompatOptions): Promise<number> {
  const into = join(runsFolder(), `${new Date().toISOString().replaceAll(/[-:]/g, "")}-compat-merged`);
  return finish(mergeCompat(await Promise.all(folders.map(readCompat)), folders, into), into, options);
}

async function finish(report: CompatReport, folder: string, { json, publish }: CompatOptions): Promise<number> {
  await writeCompat(folder, report, { evidence: folder });
  addToJobSummary(compatMarkdown(report));
  if (publish !== undefined) await publishCompat(publish, report, folder);
  if (json) say(terminalJson(report));
  else {
    say(`\n${renderCompat(allPrintable(report), style, widthOf(process.stdout))}`);
    say(
      `\n  page      ${join(folder, "index.html")}   compat.json  compat.md  compat.csv  ctrf.json  junit.xml  badges/`,
    );
    say(`  evidence  ${join(folder, "trials/SYSTEM/SITUATION/REPETITION/")}   in ${secondsText(report.duration)}`);
    say(renderCompatSummary(report));
  }
  if (report.trials.length === 0) return exitCodes.nothingTested;
  return report.trials.some(({ outcome }) => outcome === "inconclusive") ? exitCodes.inconclusive : exitCodes.passed;
}

async function diff([before, after]: readonly [string, string], json: boolean): Promise<number> {
  const { changes, unmatched } = diffCompat(await readCompat(before), await readCompat(after));
  say(json ? terminalJson({ changes, unmatched }) : renderChanges(allPrintable(changes), unmatched, style));
  return changes.some(({ is }) => is === "worse") ? exitCodes.failed : exitCodes.passed;
}

async function history(place: string, json: boolean): Promise<number> {
  const runs = await storedRuns(place);
  if (json) say(terminalJson(historyOf(runs)));
  else say(renderHistory(allPrintable(historyOf(runs)), style, widthOf(process.stdout)));
  return runs.length === 0 ? exitCodes.nothingTested : exitCodes.passed;
}

function list({ plan, json }: CompatOptions): number {
  const chosen = situations.filter(({ name }) => plan.situations.includes(name));
  const facts = chosen.map(({ name, group, prediction }) => ({ name, group, ...prediction }));
  if (json) say(terminalJson({ systems: plan.systems, situations: facts }));
  else {
    const width = widthOf(process.stdout);
    say(`${wrapped(`systems: ${plan.systems.join(", ")}`, width, 9).join("\n")}\n`);
    for (const { name, path, because } of facts) say([name, ...wrapped(`  ${path}: ${because}`, width, 4)].join("\n"));
  }
  return 0;
}
