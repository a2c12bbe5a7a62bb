import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { planLab } from "../lab/plan.ts";
import { labScript } from "../lab/script.ts";
import type { RunReport } from "../report/run-json.ts";
import { renderFailure } from "../report/text/failure.ts";
import { systemsText } from "../report/systems.ts";
import { styleFor, type Style } from "../report/text/style.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { allPrintable, terminalJson } from "../report/printable.ts";
import { isExplained, renderSummary, renderTable } from "../report/text/report.ts";
import { widthOf, wrapped } from "../report/text/wrap.ts";
import { NetworkState } from "../topology/network-state.ts";
import { builtOtherwise } from "./options/built-otherwise.ts";
import { caseSeed } from "../story/case-seed.ts";
import { checkOptions } from "./options/check.ts";
import { Interrupted } from "../command-line/interrupt.ts";
import { chooseCases, loadScenario, projectScenarioNames, scenarioNames } from "./load.ts";
import type { RunOptions } from "./options/options.ts";
import { pruneRuns } from "./folders/prune.ts";
import { sayPruned } from "./folders/remove.ts";
import { rulesetsOf } from "../lab-world/rulesets.ts";
import { runScenario, type Beginning, type FinishedRun } from "./run.ts";
import type { Simulated } from "./simulate.ts";
import { enterProject, project, runsFolder } from "../project/project.ts";
import { tellGithub } from "../results/tell-github.ts";
import { resultFiles, writeResults } from "../results/write.ts";
import { linkedOtherwise } from "./options/linked-otherwise.ts";
import { plannedRuns } from "./planned-runs.ts";
import type { Scenario } from "../story/scenario.ts";
import { ReproExport } from "./repro-export.ts";
import { KeptLabs } from "../hand/kept-labs.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Runs the chosen scenarios one after the other, each with its reports; the exit code. Throws what ended it early. */
export async function runChosen(options: RunOptions, interrupted: AbortSignal): Promise<number> {
  const names = options.all ? projectScenarioNames() : options.scenarios;
  if (names.length === 0) {
    throw new ConfigError(
      `which scenario? e.g. npm run scenario symmetric-vs-cone; choose from ${scenarioNames().join(", ")}`,
    );
  }
  const loaded = await Promise.all(names.map(loadScenario));
  const scenarios = loaded.map((scenario) => linkedOtherwise(scenario, options.links));
  checkOptions(scenarios, options);
  if (options.dryRun) return dryRun(scenarios, options);
  const planned = plannedRuns(scenarios, options);
  if (options.out !== undefined) enterProject({ ...project(), reports: options.out });
  await using standing = new KeptLabs();
  const exporter = options.export === undefined ? undefined : new ReproExport(options.export);
  const reports: RunReport[] = [];
  const folders: string[] = [];
  for (const { scenario, cases, seed } of planned) {
    const { report, endedBy, folder, repeatable } = await runAndTell(
      scenario,
      { ...options, cases, seed },
      interrupted,
      standing,
    );
    reports.push(report);
    folders.push(folder);
    exporter?.offer(report, folder, repeatable);
    if (endedBy === undefined) continue;
    await tellAll(reports, options, planned.length > 1);
    throw endedBy instanceof Interrupted ? endedBy.keeping(keptText(report, folder)) : endedBy;
  }
  sayPruned(await pruneRuns(runsFolder(), options.kept, folders));
  await tellAll(reports, options, planned.length > 1);
  if (exporter !== undefined) process.stderr.write(`natlab: ${exporter.write()}\n`);
  if (!standing.isEmpty) {
    await standing.open();
    // Not if the report goes into a pipe.
    const stream = options.json ? process.stderr : process.stdout;
    stream.write(asTyped(`\n${standing.text(widthOf(stream))}\n`));
    await standing.until(interrupted);
  }
  return exitCodeOf(reports, options.allowSkip);
}

/** What concerns all runs of this command together. */
async function tellAll(runs: readonly RunReport[], { json, out }: RunOptions, several: boolean): Promise<void> {
  const results = { schema: 1, runs } as const;
  if (out !== undefined) await writeResults(out, results);
  if (json) say(terminalJson(several ? results : runs[0]));
  else {
    if (out !== undefined)
      say(`\n  report    ${out}/index.html   ${resultFiles.filter((name) => name !== "index.html").join("  ")}`);
    say(renderSummary(runs));
  }
  tellGithub(results, json);
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
  const kept = options.keep === "none" ? undefined : standing;
  const finished = await runScenario(scenario, options, interrupted, begin, kept);
  const { folder, simulated } = finished;
  if (options.json) return finished;
  const report = allPrintable(finished.report);
  say(`\n${renderTable(report, style, width)}`);
  if (simulated !== undefined) say(style.dim(wrapped(`  ${simulationText(simulated)}`, width, "  ".length).join("\n")));
  for (const caseReport of report.cases.filter(isExplained))
    say(`\n${renderFailure(report, caseReport, style, { folder, width })}`);
  say(`\n  page      ${folder}/index.html`);
  const evidence = `  evidence  ${folder}/cases/<case>/   capture/*.pcap  nft/  sut/*.log  ladder.md  lab.sh`;
  say(wrapped(evidence, width, "  evidence  ".length).join("\n"));
  say(asTyped(`  judge     npm run judge ${folder}`));
  return finished;
}

function headline({ tool, machine, systems }: Beginning, { seed }: RunOptions): string {
  const parts = [...systemsText({ tool, cases: [{ systems: [...systems] }] }), `Linux ${machine.kernel}`];
  if (machine.nft !== undefined) parts.push(`nft ${machine.nft}`);
  parts.push(`seed ${seed.toString(16)}`);
  return parts.join(" · ");
}

function simulationText({ verdicts, milliseconds }: Simulated): string {
  const passed = [...verdicts.values()].filter((verdict) => verdict === "pass").length;
  return `simulation passes ${passed}/${verdicts.size}, beside the laboratory in ${Math.round(milliseconds)} ms`;
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
