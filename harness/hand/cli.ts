import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { command } from "../command-line/command.ts";
import { interruption } from "../command-line/interrupt.ts";
import { nearNames } from "../command-line/near.ts";
import { widthOf } from "../report/text/wrap.ts";
import { NetworkState } from "../topology/network-state.ts";
import { nodesTable, nodeViews } from "./inspect.ts";
import { keep } from "./keeper/keep.ts";
import { HandLab } from "./lab.ts";
import { HandPrompt } from "./prompt.ts";
import { handNetwork } from "./topology.ts";
import { labHelp } from "./verbs/help.ts";
import { isLabVerb, runVerb } from "./verbs/run-verb.ts";
import { labVerbs } from "./verbs/verbs.ts";

const say = (text: string): void => void process.stdout.write(`${asTyped(text)}\n`);
const words = process.argv.slice(2);
// npm changes to the project's folder and passes the caller's in INIT_CWD.
const folder = process.env["INIT_CWD"] ?? process.cwd();
const [first, ...rest] = words;

if (first === undefined || first === "--help" || first === "-h" || first === "help") say(labHelp());
else await command(main);

async function main(): Promise<number> {
  // A process that `up` starts: nobody types this.
  if (first === "keep" && rest.length === 1 && process.send !== undefined) return keep(rest[0]!);
  const { stdin, stdout } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  if (isLabVerb(first)) return runVerb(first, rest, { folder, say, isTerminal, width: widthOf(stdout) });
  return atPrompt();
}

async function atPrompt(): Promise<number> {
  const interrupted = interruption();
  const odd = words.find((word) => word.startsWith("-"));
  if (odd !== undefined) throw new ConfigError(`no option ${odd}; see npm run lab -- --help`);
  const near = words.length === 1 ? [] : nearNames(first!, Object.keys(labVerbs), 1);
  const { topology, of } = await handNetwork(words, folder).catch((error: unknown) => {
    throw error instanceof ConfigError && near.length > 0 ? new ConfigError(`${error.message}; or the verb ${near[0]}?`) : error; // prettier-ignore
  });
  await using hand = await HandLab.build(new NetworkState(topology, 1), { interrupted });
  interrupted.throwIfAborted();
  say(nodesTable(nodeViews(hand), { width: widthOf(process.stdout) }));
  if (of !== undefined) say(`None of the programs of ${words[0]} is running; "up ${words[0]}" starts them too.`);
  say('"help" lists the commands');
  const code = await new HandPrompt(hand, folder).runAll(interrupted);
  interrupted.throwIfAborted();
  return code;
}
