import { asTyped } from "../../src/base/as-typed.ts";
import { ConfigError } from "../../src/base/config-error.ts";
import { NetworkState } from "../topology/network-state.ts";
import { command } from "../command-line/command.ts";
import { handHelp } from "./command.ts";
import { HandLab } from "./lab.ts";
import { HandPrompt } from "./prompt.ts";
import { handNetwork } from "./topology.ts";
import { interruption } from "../command-line/interrupt.ts";

const help = `npm run lab -- NAT [NAT …] | SCENARIO/CASE | FILE.json

Builds a laboratory and reads commands. Ctrl-D tears it down.

  npm run lab -- symmetric port-restricted      alice and bob behind these NATs, sn on the internet
  npm run lab -- roaming/to-symmetric           the network of a scenario's case, without its story
  npm run lab -- network.json                   the network that a topology file describes
  echo "flush homeA" | npm run lab -- home      commands from a pipe or file

Commands, one per line, quoted as in a shell; # starts a comment
${handHelp()}

Exit code: 0; when commands come from a file, that of the first that failed: 1 a program failed or a NAT is not as
declared, 2 a measurement is inconclusive, 64 no such command or node, 69 the laboratory failed.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const words = process.argv.slice(2);

if (words.includes("--help") || words.includes("-h") || words.length === 0) say(asTyped(help));
else {
  await command(main);
}

async function main(): Promise<number> {
  const interrupted = interruption();
  // npm changes to the project's folder and passes the caller's in INIT_CWD.
  const folder = process.env["INIT_CWD"] ?? process.cwd();
  const odd = words.find((word) => word.startsWith("-"));
  if (odd !== undefined) throw new ConfigError(`no option ${odd}; see npm run lab -- --help`);
  const { topology, note } = await handNetwork(words, folder);
  await using hand = await HandLab.build(new NetworkState(topology, 1), interrupted);
  interrupted.throwIfAborted();
  say(`${hand.nodesText()}\n${note === undefined ? "" : `${note}\n`}"help" lists the commands`);
  const code = await new HandPrompt(hand, folder).runAll(interrupted);
  interrupted.throwIfAborted();
  return code;
}
