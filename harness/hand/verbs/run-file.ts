import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { environmentError } from "../../../src/base/environment-error.ts";
import { explain } from "../../command-line/explain.ts";
import { shellWords } from "../words.ts";
import { only, readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Performs a file of verbs. */
export const runFile: LabVerb = {
  usage: "do FILE",
  does: "perform the verbs in a file, one per line, until one fails, and return the exit code of that one",
  examples: [
    ["steps.txt", "e.g. with the lines: up two-homes; start sn supernode; nat homeA --set symmetric; measure; down"],
    ["- --name two-homes", "from standard input, in this laboratory"],
  ],
  async run(args, setting) {
    const { values, words } = readVerbOptions(args, {});
    const [file] = only(words, 1);
    if (file === undefined) throw new VerbUsage("which file?");
    const lines = textOf(file, setting.folder).split("\n");
    const within = { ...setting, lab: values.name ?? setting.lab, isTerminal: false };
    for (const [i, line] of lines.entries()) {
      const code = await atLine(`${file}:${i + 1}`, async () => {
        const [verb, ...rest] = shellWords(line);
        if (verb === undefined) return 0;
        if (verb === "do") throw new ConfigError("a file of verbs cannot perform another one");
        return setting.perform(verb, rest, within);
      });
      if (code !== 0) return code;
    }
    return 0;
  },
};

function textOf(file: string, folder: string): string {
  try {
    return readFileSync(file === "-" ? 0 : resolve(folder, file), "utf8");
  } catch (error) {
    throw environmentError(error, `read ${file}`) ?? new ConfigError(`${file}: ${(error as Error).message}`);
  }
}

/** An error says where it is. */
async function atLine(place: string, act: () => Promise<number>): Promise<number> {
  try {
    const code = await act();
    if (code !== 0)
      process.stderr.write(`natlab: ${place}: exit code ${code}; the lines after it were not performed\n`);
    return code;
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`natlab: ${place}\n`);
    return explain(error);
  }
}
