import chalk from "chalk";
import { ConfigError } from "../../src/base/config-error.ts";
import { planLab } from "../lab/plan.ts";
import { labScript } from "../lab/script.ts";
import type { RunReport } from "../report/run-json.ts";
import { renderFailure } from "../report/failure.ts";
import { plain, type Style } from "../report/style.ts";
import { exitCodeOf, isExplained, renderSummary, renderTable } from "../report/text.ts";
import { NetworkState } from "../topology/network-state.ts";
import { builtOtherwise } from "./built-otherwise.ts";
import { caseSeed } from "./case-seed.ts";
import { explain } from "./explain.ts";
import { interruption } from "./interrupt.ts";
import { chooseCases, loadScenario, scenarioNames } from "./load.ts";
import { parseOptions, type RunOptions } from "./options.ts";
import { rulesetsOf } from "./rulesets.ts";
import { runScenario, type Beginning } from "./run.ts";
import type { Scenario } from "./scenario.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const interrupted = interruption();
  process.exitCode = await main(await parseOptions(process.argv.slice(2)), interrupted);
} catch (error) {
  process.exitCode = explain(error, "nothing was kept");
}

async function main(options: RunOptions, interrupted: AbortSignal): Promise<number> {
  if (options.list) return list();
  if (options.scenarios.length === 0) {
    throw new ConfigError(
      `which scenario? there is ${scenarioNames().join(", ")}; e.g. npm run scenario symmetric-vs-cone`,
    );
  }
  const scenarios = await Promise.all(options.scenarios.map(loadScenario));
  for (const scenario of scenarios) chooseCases(scenario, options.cases);
  if (options.dryRun) return dryRun(scenarios, options);
  const reports: RunReport[] = [];
  for (const scenario of scenarios) reports.push(await runAndTell(scenario, options, interrupted));
  if (!options.json) say(renderSummary(reports));
  return exitCodeOf(reports);
}

async function runAndTell(scenario: Scenario, options: RunOptions, interrupted: AbortSignal): Promise<RunReport> {
  const style: Style = process.stdout.isTTY ? chalk : plain;
  if (!options.json) {
    say(`\n${style.bold(scenario.name)}   ${scenario.claim}`);
  }
  const { report, folder } = await runScenario(scenario, options, interrupted, (beginning) => {
    if (!options.json) say(`${style.dim(headline(beginning, options))}\n`);
  });
  if (options.json) {
    say(JSON.stringify(report, undefined, 2));
    return report;
  }
  say(`\n${renderTable(report, style)}`);
  for (const it of report.cases.filter(isExplained)) say(`\n${renderFailure(report, it, style)}`);
  say(`\n  page      ${folder}/index.html`);
  say(`  evidence  ${folder}/cases/<case>/   capture/*.pcap  nft/  sut/*.log  ladder.md  lab.sh`);
  say(`  judge     npm run judge ${folder}`);
  return report;
}

function headline({ tool, machine, simulated }: Beginning, { seed }: RunOptions): string {
  const parts = [`ours ${tool.version}`, `Linux ${machine.kernel}`];
  if (machine.nft !== undefined) parts.push(`nft ${machine.nft}`);
  parts.push(`seed ${seed.toString(16)}`);
  if (simulated !== undefined) {
    const { verdicts, milliseconds } = simulated;
    const passed = [...verdicts.values()].filter((it) => it === "pass").length;
    parts.push(`simulation passes ${passed}/${verdicts.size} in ${Math.round(milliseconds)} ms`);
  }
  return parts.join(" · ");
}

async function list(): Promise<number> {
  for (const scenario of await Promise.all(scenarioNames().map(loadScenario))) {
    say(`${scenario.name}\n  ${scenario.claim}\n  cases: ${Object.keys(scenario.cases).join(", ")}\n`);
  }
  return 0;
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
