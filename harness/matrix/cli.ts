import { join } from "node:path";
import { asTyped } from "../../src/base/as-typed.ts";
import { askedFlags } from "../story/asked-programs.ts";
import { secondsText } from "../expect/wording.ts";
import { allPrintable, terminalJson } from "../report/printable.ts";
import { styleFor, type Style } from "../report/text/style.ts";
import { widthOf, wrapped } from "../report/text/wrap.ts";
import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { runsFolder } from "../project/project.ts";
import { machineOf, toolOf } from "../run/machine.ts";
import { writeBaseline } from "./output/baseline-file.ts";
import { renderGrids } from "./output/grid-text.ts";
import { expectedElsewhere, matrixMarkdown } from "./output/markdown.ts";
import { makeMatrixFolder, resumeMatrixFolder } from "./matrix-folder.ts";
import type { MatrixPlan, MatrixReport } from "./output/json.ts";
import { parseMatrixOptions, type MatrixOptions } from "./matrix-options.ts";
import { matrixProgress } from "./matrix-progress.ts";
import { mergeParts, readParts } from "./merge.ts";
import { runMatrix } from "./run-matrix.ts";
import { cellsOf } from "./sets/sets.ts";
import {
  matrixExitCode,
  isUnexplained,
  differentElsewhere,
  renderCounts,
  renderMatrixSummary,
  asPredictedText,
} from "./output/summary.ts";
import { addToJobSummary } from "../results/github.ts";
import { writeMatrix } from "./output/write.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const style: Style = styleFor(process.stdout, process.env);

await command(async () => {
  const interrupted = interruption();
  return main(await parseMatrixOptions(process.argv.slice(2)), interrupted);
}, "finished pairs are kept; continue with: npm run matrix -- --resume");

async function main(options: MatrixOptions, interrupted: AbortSignal): Promise<number> {
  if (options.list) return list(await listedPlan(options), options.json);
  if (options.merge !== undefined) return merge(options.merge, options);
  const started = new Date();
  const { resume, json, jobs } = options;
  await using folder =
    resume === undefined ? await makeMatrixFolder(options.plan, started) : await resumeMatrixFolder(resume);
  const cells = cellsOf(folder.plan);
  const [tool, machine] = [toolOf(), await machineOf()];
  const { settled } = folder;
  if (!json) say(style.dim(headline(folder.plan, cells.length, settled.size)));
  const stream = json ? process.stderr : process.stdout;
  const progress = matrixProgress(cells.length, settled.size, style, stream);
  const report = await runMatrix({ folder, cells, jobs, started, tool, machine }, progress, interrupted);
  await writeMatrix(folder.path, report);
  if (options.baseline) await writeBaseline(report);
  addToJobSummary(matrixMarkdown(report));
  print(report, folder.path, json);
  await folder.prune(options.kept);
  return matrixExitCode(report, options.allowSkip);
}

function headline(
  { set, world, seed, loss, delay, link, pool, shard, programs, repetitions }: MatrixPlan,
  total: number,
  settled: number,
): string {
  const parts = [
    `matrix ${set}`,
    `${total} pairs`,
    world === "lab" ? "laboratory" : "simulation",
    `seed ${seed.toString(16)}`,
  ];
  if (shard !== undefined) parts.push(`shard ${shard.index}/${shard.of}`);
  if (loss > 0) parts.push(`loss ${loss * 100} %`);
  if (delay > 0) parts.push(`delay ${delay} ms`);
  if (link !== undefined) parts.push(`links ${link}`);
  if (pool > 1) parts.push(`${pool} addresses per NAT`);
  if (repetitions !== undefined) parts.push(`${repetitions} times each`);
  if (programs !== undefined) parts.push(...askedFlags(programs));
  if (settled > 0) parts.push(`${settled} already finished`);
  return parts.join(" · ");
}

async function merge(folders: readonly string[], { json, allowSkip }: MatrixOptions): Promise<number> {
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, "");
  const parts = await readParts(folders);
  const into = join(runsFolder(), `${stamp}-matrix-${parts[0]?.plan.set ?? ""}`);
  const report = mergeParts(parts, folders, into);
  await writeMatrix(into, report);
  addToJobSummary(matrixMarkdown(report));
  print(report, into, json);
  return matrixExitCode(report, allowSkip);
}

function print(whole: MatrixReport, folder: string, json: boolean): void {
  if (json) return say(terminalJson(whole));
  const report = allPrintable(whole);
  say(`\n${renderGrids(report, style, widthOf(process.stdout))}`);
  const unexplained = report.cells.filter(isUnexplained);
  if (unexplained.length > 0) say(`\n  not as predicted:`);
  for (const cell of unexplained)
    say(`    ${cell.name}: ${cell.why}${asPredictedText(cell)}\n      predicted because ${cell.because}`);
  const disputed = differentElsewhere(report);
  if (disputed.length > 0) say(`\n  other suites expect another path:`);
  for (const cell of disputed) say(`    ${cell.name}: ${expectedElsewhere(cell)}`);
  const width = widthOf(process.stdout);
  const fitted = (text: string, hanging: number): void => say(wrapped(text, width, hanging).join("\n"));
  fitted(`\n  ${renderCounts(report)} in ${secondsText(report.duration)}`, 2);
  fitted(`  page      ${join(folder, "index.html")}   matrix.json  matrix.md  matrix.csv  *.svg`, 12);
  fitted(`  evidence  ${join(folder, "cells/<pair>/")}`, 12);
  say(asTyped(`  judge     npm run judge ${join(folder, "cells/<pair>")}`));
  say(renderMatrixSummary(report));
}

/** With --resume, the plan of the matrix that would be continued. */
async function listedPlan({ resume, plan }: MatrixOptions): Promise<MatrixPlan> {
  if (resume === undefined) return plan;
  await using folder = await resumeMatrixFolder(resume);
  return folder.plan;
}

function list(plan: MatrixPlan, json: boolean): number {
  const pairs = cellsOf(plan).map(({ name, prediction }) => ({ name, ...prediction }));
  if (json) say(terminalJson(pairs));
  else for (const { name, path, because } of pairs) say(`${name}  ${path}: ${because}`);
  return 0;
}
