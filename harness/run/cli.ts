import { ConfigError } from "../../src/base/config-error.ts";
import { planLab } from "../lab/plan.ts";
import { labScript } from "../lab/script.ts";
import type { RunReport } from "../report/run-json.ts";
import { renderFailure } from "../report/failure.ts";
import { systemsText } from "../report/systems.ts";
import { styleFor, type Style } from "../report/style.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { allPrintable, terminalText, terminalJson } from "../report/printable.ts";
import { isExplained, renderSummary, renderTable } from "../report/text.ts";
import { widthOf, wrapped } from "../report/wrap.ts";
import { NetworkState } from "../topology/network-state.ts";
import { builtOtherwise } from "./built-otherwise.ts";
import { caseSeed } from "../story/case-seed.ts";
import { checkOptions } from "./check-options.ts";
import { command } from "../command-line/command.ts";
import { explain } from "../command-line/explain.ts";
import { Interrupted, interruption } from "../command-line/interrupt.ts";
import { chooseCases, loadScenario, scenarioNames } from "./load.ts";
import { parseOptions, type RunOptions } from "./options.ts";
import { type Kept, pruneRuns } from "./folders/prune.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";
import { runScenario, type Beginning, type FinishedRun } from "./run.ts";
import { runs } from "./folders/run-folder.ts";
import type { Scenario } from "../story/scenario.ts";
import { KeptLabs } from "../hand/kept-labs.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

await command(async () => {
  const interrupted = interruption();
  return main(await parseOptions(process.argv.slice(2)), interrupted);
});

async function main(options: RunOptions, interrupted: AbortSignal): Promise<number> {
  if (options.list) return list(options.scenarios);
  if (options.scenarios.length === 0) {
    throw new ConfigError(
      `which scenario? e.g. npm run scenario symmetric-vs-cone; choose from ${scenarioNames().join(", ")}`,
    );
  }
  const scenarios = await Promise.all(options.scenarios.map(loadScenario));
  checkOptions(scenarios, options);
  if (options.dryRun) return dryRun(scenarios, options);
  await using standing = new KeptLabs();
  const reports: RunReport[] = [];
  const folders: string[] = [];
  for (const scenario of scenarios) {
    const { report, endedBy, folder } = await runAndTell(scenario, options, interrupted, standing);
    reports.push(report);
    folders.push(folder);
    if (endedBy === undefined) continue;
    if (!options.json) say(renderSummary(reports));
    throw endedBy instanceof Interrupted ? endedBy.keeping(keptText(report, folder)) : endedBy;
  }
  await prune(options.kept, folders);
  if (!options.json) say(renderSummary(reports));
  if (!standing.isEmpty) {
    // Not if the report goes into a pipe.
    const stream = options.json ? process.stderr : process.stdout;
    stream.write(`\n${standing.text(widthOf(stream))}\n`);
    await standing.until(interrupted);
  }
  return exitCodeOf(reports, options.allowSkip);
}

/** Printed where it is seen and disturbs no report. */
async function prune(most: Kept, these: readonly string[]): Promise<void> {
  const { removed, refused } = await pruneRuns(runs, most, these);
  if (removed > 0)
    process.stderr.write(`natlab: removed ${removed} older ${removed === 1 ? "run" : "runs"}, see --keep-runs\n`);
  if (refused !== undefined) process.stderr.write(`natlab: older runs stay: ${terminalText(refused)}\n`);
}

function keptText({ cases, unfinished = [] }: RunReport, folder: string): string {
  return `${cases.length} of ${cases.length + unfinished.length} cases were finished and are kept in ${folder}`;
}

async function runAndTell(
  scenario: Scenario,
  options: RunOptions,
  interrupted: AbortSignal,
  standing: KeptLabs,
): Promise<FinishedRun> {
  const style: Style = styleFor(process.stdout, process.env);
  const width = widthOf(process.stdout);
  if (!options.json) {
    const [first = "", ...more] = wrapped(`${scenario.name}   ${scenario.claim}`, width);
    say(["", first.replace(scenario.name, style.bold(scenario.name)), ...more].join("\n"));
  }
  const begin = (beginning: Beginning): void => {
    if (!options.json) say(`${style.dim(wrapped(headline(beginning, options), width).join("\n"))}\n`);
  };
  const kept = options.keep ? standing : undefined;
  const finished = await runScenario(scenario, options, interrupted, begin, kept);
  const { folder } = finished;
  if (options.json) {
    say(terminalJson(finished.report));
    return finished;
  }
  const report = allPrintable(finished.report);
  say(`\n${renderTable(report, style, width)}`);
  for (const caseReport of report.cases.filter(isExplained))
    say(`\n${renderFailure(report, caseReport, style, { folder, width })}`);
  say(`\n  page      ${folder}/index.html`);
  const evidence = `  evidence  ${folder}/cases/<case>/   capture/*.pcap  nft/  sut/*.log  ladder.md  lab.sh`;
  say(wrapped(evidence, width, "  evidence  ".length).join("\n"));
  say(`  judge     npm run judge ${folder}`);
  return finished;
}

function headline({ tool, machine, systems, simulated }: Beginning, { seed }: RunOptions): string {
  const parts = [...systemsText({ tool, cases: [{ systems: [...systems] }] }), `Linux ${machine.kernel}`];
  if (machine.nft !== undefined) parts.push(`nft ${machine.nft}`);
  parts.push(`seed ${seed.toString(16)}`);
  if (simulated !== undefined) {
    const { verdicts, milliseconds } = simulated;
    const passed = [...verdicts.values()].filter((verdict) => verdict === "pass").length;
    parts.push(`simulation passes ${passed}/${verdicts.size} in ${Math.round(milliseconds)} ms`);
  }
  return parts.join(" · ");
}

/** A file with a mistake in it is named, and hides no other. */
async function list(wanted: readonly string[]): Promise<number> {
  const names = wanted.length > 0 ? wanted : scenarioNames();
  const loaded = await Promise.allSettled(names.map(loadScenario));
  for (const result of loaded) {
    if (result.status === "rejected") explain(result.reason);
    else say(`${result.value.name}\n  ${result.value.claim}\n  cases: ${Object.keys(result.value.cases).join(", ")}\n`);
  }
  const broken = loaded.filter(({ status }) => status === "rejected").length;
  return broken > 0 && broken === loaded.length ? 64 : 0;
}

function dryRun(scenarios: readonly Scenario[], options: RunOptions): number {
  for (const scenario of scenarios) {
    for (const name of chooseCases(scenario, options.cases)) {
      const topology = builtOtherwise(scenario.net(scenario.cases[name]), options.build);
      const state = new NetworkState(topology, caseSeed(options.seed, scenario.name, name));
      say(`# ${scenario.name} / ${name}\n${labScript(planLab(topology, state.addresses, rulesetsOf(state)))}`);
    }
  }
  return 0;
}
