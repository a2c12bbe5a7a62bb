import { nodesTable } from "../inspect.ts";
import { askKeeper } from "../keeper/ask.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { only, readVerbOptions, type LabVerb } from "./verb.ts";

/** Shows a laboratory as it is now. */
export const inspect: LabVerb = {
  usage: "inspect [NODE]",
  does: "show the nodes as they are now: addresses, NATs, links, programs",
  options: [["--json", "for machines, with processes and files of logs"]],
  examples: [
    ["", "as a table"],
    ["homeA --json", "one node, for machines"],
  ],
  async run(args, { lab, say, width }) {
    const { values, words } = readVerbOptions(args, { json: { type: "boolean", default: false } });
    const [node] = only(words, 1);
    const chosen = chosenLab(values.name ?? lab);
    if (node !== undefined) await askKeeper(chosen, "enter", { node });
    const views = (await askKeeper(chosen, "inspect", {})).filter(({ name }) => node === undefined || name === node);
    const { network, since, files } = chosen.record!;
    const whole = { name: chosen.name, network, since, files, nodes: views };
    say(
      values.json ? JSON.stringify(node === undefined ? whole : views[0], undefined, 2) : nodesTable(views, { width }),
    );
    return 0;
  },
};
