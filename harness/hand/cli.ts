import { ConfigError } from "../../src/base/config-error.ts";
import { NetworkState } from "../topology/network-state.ts";
import { command } from "../command-line/command.ts";
import { handHelp } from "./command.ts";
import { HandLab } from "./lab.ts";
import { HandPrompt } from "./prompt.ts";
import { handNetwork } from "./topology.ts";
import { interruption } from "../command-line/interrupt.ts";

const help = `npm run lab -- NAT [NAT …] | SCENARIO/CASE | FILE.json

Builds a laboratory and asks what is to happen in it. Ctrl-D takes everything down.

  npm run lab -- symmetric port-restricted      two homes with these NATs, alice and bob in them, sn on the internet
  npm run lab -- roaming/to-symmetric           the network of a scenario's case, without its story
  echo "flush homeA" | npm run lab -- home      reads verbs from a file as well

Verbs, one a line, quoted as in a shell; # starts a comment
${handHelp()}

Exit code: 0; out of a file that of the first verb that went wrong: 1 a command failed or a NAT is not as declared,
2 a measurement is inconclusive, 64 no such verb or node, 69 the laboratory failed.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const words = process.argv.slice(2);

if (words.includes("--help") || words.includes("-h") || words.length === 0) say(help);
else {
  await command(main);
}

async function main(): Promise<number> {
  const interrupted = interruption();
  // npm runs us in the project's folder, and says where the person stands.
  const folder = process.env["INIT_CWD"] ?? process.cwd();
  const odd = words.find((it) => it.startsWith("-"));
  if (odd !== undefined) throw new ConfigError(`no option ${odd}; see npm run lab -- --help`);
  const { topology, note } = await handNetwork(words, folder);
  await using hand = await HandLab.build(new NetworkState(topology, 1), interrupted);
  interrupted.throwIfAborted();
  say(`${hand.nodesText()}\n${note === undefined ? "" : `${note}\n`}"help" lists the verbs`);
  const code = await new HandPrompt(hand, folder).obeyAll(interrupted);
  interrupted.throwIfAborted();
  return code;
}
