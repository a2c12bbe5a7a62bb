import { asTyped } from "../../src/base/as-typed.ts";
import { command } from "../command-line/command.ts";
import { helpWidth, widthOf } from "../report/text/wrap.ts";
import { labHelp } from "./verbs/help.ts";
import { isLabVerb, runVerb } from "./verbs/run-verb.ts";

const say = (text: string): void => void process.stdout.write(`${asTyped(text)}\n`);
const words = process.argv.slice(2);
// npm changes to the project's folder and passes the caller's in INIT_CWD.
const folder = process.env["INIT_CWD"] ?? process.cwd();
const [first, ...rest] = words;

if (first === undefined || first === "--help" || first === "-h" || first === "help") say(labHelp(helpWidth()));
else await command(main);

async function main(): Promise<number> {
  // A process that `up` starts: nobody types this.
  if (first === "keep" && rest.length === 1 && process.send !== undefined)
    return (await import("./keeper/keep.ts")).keep(rest[0]!);
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  if (isLabVerb(first)) return runVerb(first, rest, { folder, say, isTerminal, width: widthOf(stdout) });
  return atPrompt();
}

/** What a prompt and a keeper take is loaded for them alone: other verbs answer sooner. */
async function atPrompt(): Promise<number> {
  const { runPrompt } = await import("./prompt/run.ts");
  return runPrompt(words, folder, say);
}
