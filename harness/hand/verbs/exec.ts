import { EnvironmentError } from "../../../src/base/environment-error.ts";
import { chosenLab } from "../keeper/lab-record.ts";
import { ownShell } from "../programs/own-shell.ts";
import { runInside } from "./enter.ts";
import { only, readCommand, readVerbOptions, VerbUsage, type LabVerb } from "./verb.ts";

/** Runs a command in a node. */
export const exec: LabVerb = {
  usage: "exec NODE -- COMMAND …",
  does: "run a command in a node, in your folder, with your terminal or pipe, and return its exit code",
  examples: [
    ["alice -- ping -c 3 198.18.1.1", "from alice to the supernode's host"],
    ["homeA -- nft list ruleset", "the rules of a NAT"],
    ["alice -- sh -c 'ss -nup | wc -l'", "pipes and variables inside need a shell inside"],
    ["-n tinc alice -- ip route", "in the laboratory of this name"],
  ],
  async run(args, setting) {
    const { values, node, command } = readCommand(args, {});
    if (node === undefined || command.length === 0) throw new VerbUsage("a node and a command");
    return runInside(chosenLab(values.name ?? setting.lab), node, command, setting);
  },
};

/** Opens a shell in a node. */
export const shell: LabVerb = {
  usage: "shell NODE",
  does: "open your shell in a node, in your folder; most prompts show the node's name",
  examples: [
    ["alice", "inside alice until exit or Ctrl-D"],
    ["homeA --name two-homes", "in the laboratory of this name"],
  ],
  async run(args, setting) {
    const { values, words } = readVerbOptions(args, {});
    const [node] = only(words, 1);
    if (node === undefined) throw new VerbUsage("which node?");
    const lab = chosenLab(values.name ?? setting.lab);
    if (!setting.isTerminal) throw new EnvironmentError(`a shell needs a terminal; use: exec ${node} -- COMMAND …`);
    await runInside(lab, node, ownShell(process.env["SHELL"]), setting);
    return 0;
  },
};
