import { ConfigError } from "../../../src/base/config-error.ts";
import { interruption } from "../../command-line/interrupt.ts";
import { seedValue } from "../../command-line/values.ts";
import { parseNodes, parseSut } from "../../story/asked-programs.ts";
import { namedNat } from "../../topology/nat/presets.ts";
import { askKeeper } from "../keeper/ask.ts";
import { checkedLabName, chosenLab } from "../keeper/lab-record.ts";
import { launchKeeper } from "../keeper/launch.ts";
import { nodesTable } from "../inspect.ts";
import { linesWithin } from "../say-within.ts";
import { readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Builds a laboratory that stays up, whatever becomes of the terminal. */
export const up: LabVerb = {
  usage: "up NETWORK | SCENARIO/CASE | NAT … | FILE.json",
  does: "build a laboratory that stays up; of a case, with its programs as they run at its first check",
  options: [
    ["--nat NAT,NAT", "other NATs for its routers, in their order; or ROUTER=NAT; may be repeated"],
    ["--name NAME", "what to call it; otherwise it has the network's name"],
    ["--bare", "of a case: only its network"],
    ["--sut, --node", "of a case: other programs, as for npm run scenario"],
    ["--seed HEX", "of a case: which ports its NATs choose, and which packets its links lose"],
  ],
  examples: [
    ["two-homes --nat symmetric,home", "alice and bob behind these two NATs, sn on the internet"],
    ["symmetric full-cone cgnat", "a home for each NAT"],
    ["symmetric-vs-cone/port-restricted", "what this case has, with its edges and supernode running"],
    ["any-program/symmetric --sut tinc --name tinc", "the same with another program"],
    ["network.json", "the network that a topology file describes"],
  ],
  async run(args, { folder, say, width }) {
    const { values, words } = readVerbOptions(args, {
      nat: { type: "string", multiple: true, default: [] },
      sut: { type: "string", multiple: true, default: [] },
      node: { type: "string", multiple: true, default: [] },
      seed: { type: "string" },
      bare: { type: "boolean", default: false },
    });
    if (words.length === 0) throw new VerbUsage("which network?");
    const name = checkedLabName(values.name ?? usualName(words));
    const request = {
      name,
      words,
      nats: values.nat,
      programs: { ...parseSut(values.sut), commands: parseNodes(values.node) },
      bare: values.bare,
      seed: values.seed === undefined ? 1 : seedValue(values.seed),
      folder,
    };
    await launchKeeper(request, say, interruption());
    say(nodesTable(await askKeeper(chosenLab(name), "inspect", {}), { width }));
    linesWithin(`${name} is up. Enter it: npm run lab -- shell NODE; take it down: npm run lab -- down ${name}`, width).forEach((line) => say(line)); // prettier-ignore
    return 0;
  },
};

/** `two-homes`, `roaming-to-symmetric`, `symmetric-home`, `net` of a file. */
function usualName(words: readonly string[]): string {
  const [first = ""] = words;
  if (words.length > 1 || namedNat(first) !== undefined) return words.join("-").slice(0, 40);
  const base = first.endsWith(".json") ? first.slice(first.lastIndexOf("/") + 1, -".json".length) : first;
  const name = base.replaceAll(/[^A-Za-z0-9._-]/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 40); // prettier-ignore
  if (name === "") throw new ConfigError(`${first}: give the laboratory a name with --name`);
  return name;
}
