import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { exitCodeOf, exitCodesText } from "../report/exit-code.ts";
import { renderFailure } from "../report/text/failure.ts";
import { allPrintable, terminalText, terminalJson } from "../report/printable.ts";
import { styleFor, type Style } from "../report/text/style.ts";
import { isExplained, renderSummary, renderTable } from "../report/text/report.ts";
import { widthOf } from "../report/text/wrap.ts";
import { command } from "../command-line/command.ts";
import { latestRun } from "../project/project.ts";
import { judgeAgain } from "./judge-again.ts";
import { unmoving } from "../run/folders/run-folder.ts";

const help = `npm run judge [FOLDER] [-- [--json] [--allow-skip]]

Judges the stored evidence of a run again: no laboratory, no root, no network. FOLDER is the folder of a run, e.g.
reports/runs/20261121T121858.664Z-symmetric-vs-cone; default: the latest run. A case is inconclusive if its evidence is
missing, belongs to another case, or differs from SHA256SUMS, whatever run.json says.

  npm run judge
  npm run judge reports/latest -- --json

${exitCodesText}
`;

const known = ["--json", "--allow-skip", "--help", "-h"];
const args = process.argv.slice(2);
const folders = args.filter((arg) => !arg.startsWith("-"));
const style: Style = styleFor(process.stdout, process.env);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

await command(async () => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(asTyped(help));
    return 0;
  }
  const unknown = args.find((arg) => arg.startsWith("-") && !known.includes(arg));
  if (unknown !== undefined) throw new ConfigError(`unknown option ${unknown}; choose from ${known.join(", ")}`);
  if (folders.length > 1) throw new ConfigError(`one folder at a time, not ${folders.length}`);
  const given = folders[0] ?? latestRun();
  const judged = await judgeAgain(given);
  if (args.includes("--json")) say(terminalJson(judged));
  else {
    const run = allPrintable(judged);
    const place = { folder: terminalText(unmoving(given)), width: widthOf(process.stdout) };
    say(renderTable(run, style, place.width));
    for (const caseReport of run.cases.filter(isExplained)) say(`\n${renderFailure(run, caseReport, style, place)}`);
    say(renderSummary([run]));
  }
  return exitCodeOf([judged], args.includes("--allow-skip"));
});
