import { ConfigError } from "../../../src/base/config-error.ts";
import { interruption } from "../../command-line/interrupt.ts";
import { nearNames } from "../../command-line/near.ts";
import { widthOf } from "../../report/text/wrap.ts";
import { NetworkState } from "../../topology/network-state.ts";
import { nodesTable, nodeViews } from "../inspect.ts";
import { HandLab } from "../lab.ts";
import { HandPrompt } from "./prompt.ts";
import { handNetwork } from "../network/topology.ts";
import { labVerbs } from "../verbs/verbs.ts";

/** A laboratory with a prompt, which it ends with. `words`: a network; `folder`: the caller's. Returns the exit code. */
export async function runPrompt(
  words: readonly string[],
  folder: string,
  say: (text: string) => void,
): Promise<number> {
  const interrupted = interruption();
  const odd = words.find((word) => word.startsWith("-"));
  if (odd !== undefined) throw new ConfigError(`no option ${odd}; see npm run lab -- --help`);
  const { topology, of } = await handNetwork(words, folder).catch((error: unknown) => {
    // What looks like no network may be a mistyped verb.
    const [near] = words.length > 1 ? nearNames(words[0]!, Object.keys(labVerbs), 1) : [];
    throw error instanceof ConfigError && near !== undefined ? new ConfigError(`${error.message}, or the verb ${near}?`) : error; // prettier-ignore
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
