import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { command } from "../command-line/command.ts";
import { exitCodeOf, exitCodesText, verdictExitCodes } from "../report/exit-code.ts";
import { terminalJson, terminalText } from "../report/printable.ts";
import { closingLines } from "../report/text/report.ts";
import { diffResults, type ResultsDiff } from "./diff.ts";
import { mergeResults, readResults } from "./read.ts";
import { tellGithub } from "./tell-github.ts";
import { resultFiles, writeResults } from "./write.ts";

const help = `npm run report -- merge FOLDER… --out DIR [--json] [--allow-skip]
npm run report -- diff BEFORE AFTER [--json]

merge makes one report of several: ${resultFiles.join(", ")} in DIR. A FOLDER is what --out of
a scenario's run wrote (the parts of --shard), the folder of a run or of a matrix, or reports/runs with all in it.
diff shows what changed between two of them, regressions first. A case that ran several times counts by its worst verdict.

  npm run report -- merge out/1 out/2 --out out/all
  npm run report -- merge reports/runs/*-matrix-classic --out out
  npm run report -- diff main/results.json out/results.json

${exitCodesText}
diff: 1 something is worse, or a case is no longer there.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

await command(() => main(process.argv.slice(2)));

async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--help") || words.includes("-h")) {
    process.stdout.write(asTyped(help));
    return 0;
  }
  const { verb, folders, ...options } = parsed(words);
  if (verb === "merge") return merge(folders, options);
  if (verb === "diff") return diff(folders, options.json);
  throw new ConfigError(`say merge or diff; see ${asTyped("npm run report --")} --help`);
}

interface ReportOptions {
  readonly out: string | undefined;
  readonly json: boolean;
  readonly allowSkip: boolean;
}

function parsed(words: readonly string[]): ReportOptions & { verb: string | undefined; folders: readonly string[] } {
  const named: string[] = [];
  const found = { out: undefined as string | undefined, json: false, allowSkip: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--json") found.json = true;
    else if (word === "--allow-skip") found.allowSkip = true;
    else if (word === "--out") found.out = words[++i] ?? "";
    else if (word.startsWith("--out=")) found.out = word.slice("--out=".length);
    else if (word.startsWith("-"))
      throw new ConfigError(`no option ${word}; see ${asTyped("npm run report --")} --help`);
    else named.push(word);
  }
  if (found.out === "") throw new ConfigError("--out: its value is missing");
  const [verb, ...folders] = named;
  return { ...found, verb, folders };
}

async function merge(folders: readonly string[], { out, json, allowSkip }: ReportOptions): Promise<number> {
  if (folders.length === 0) throw new ConfigError("merge: which folders? e.g. merge out/1 out/2 --out out/all");
  if (out === undefined) throw new ConfigError("merge: say where to write the report, e.g. --out out/all");
  const results = mergeResults(folders.map(readResults));
  await writeResults(out, results);
  tellGithub(results, json);
  say(json ? terminalJson(results) : `\n  page      ${terminalText(out)}/index.html\n${closingLines(results.runs)}`);
  return exitCodeOf(results.runs, allowSkip);
}

function diff([before, after, ...more]: readonly string[], json: boolean): number {
  if (before === undefined || after === undefined || more.length > 0)
    throw new ConfigError("diff: give two reports, BEFORE and AFTER");
  const found = diffResults(readResults(before), readResults(after));
  if (json) say(terminalJson(found));
  else say(terminalText(differenceText(found)));
  const isWorse = found.removed.length > 0 || found.changes.some(({ is }) => is === "worse");
  return isWorse ? verdictExitCodes.failed : verdictExitCodes.passed;
}

function differenceText({ changes, added, removed }: ResultsDiff): string {
  const lines = [
    ...changes.map(({ name, is, before: from, after: to }) => `${is.padEnd(10)} ${name}: ${from} → ${to}`),
    ...removed.map((name) => `${"gone".padEnd(10)} ${name}`),
    ...added.map((name) => `${"new".padEnd(10)} ${name}`),
  ];
  return lines.length === 0 ? "nothing changed" : lines.join("\n");
}
