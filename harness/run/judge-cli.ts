import chalk from "chalk";
import { ConfigError } from "../../src/base/config-error.ts";
import { renderFailure } from "../report/failure.ts";
import { plain, type Style } from "../report/style.ts";
import { exitCodeOf, isExplained, renderSummary, renderTable } from "../report/text.ts";
import { judgeAgain } from "./judge-again.ts";

const help = `npm run judge [FOLDER] [-- --json]

Judges the stored evidence of a run once more: no laboratory, no root, no network. FOLDER is a run's folder, e.g.
reports/runs/20261121T121858.664Z-symmetric-vs-cone; without it, the latest run.

  npm run judge
  npm run judge reports/latest -- --json

Exit code: as npm run scenario. 0 all passed, 1 a claim failed, 2 some inconclusive, 64 usage.
`;

const args = process.argv.slice(2);
const folders = args.filter((arg) => !arg.startsWith("-"));
const unknown = args.find((arg) => arg.startsWith("-") && !["--json", "--help", "-h"].includes(arg));
const style: Style = process.stdout.isTTY ? chalk : plain;

try {
  if (args.includes("--help") || args.includes("-h")) process.stdout.write(help);
  else {
    if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; there is --json and --help`);
    if (folders.length > 1) throw new ConfigError(`one folder at a time, not ${folders.length}`);
    const run = await judgeAgain(folders[0] ?? "reports/latest");
    process.exitCode = exitCodeOf([run]);
    if (args.includes("--json")) process.stdout.write(`${JSON.stringify(run, undefined, 2)}\n`);
    else {
      process.stdout.write(`${renderTable(run, style)}\n`);
      for (const it of run.cases.filter(isExplained)) process.stdout.write(`\n${renderFailure(run, it, style)}\n`);
      process.stdout.write(`${renderSummary([run])}\n`);
    }
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`natlab: ${error.message}\n`);
  process.exitCode = 64;
}
