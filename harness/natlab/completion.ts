import { ConfigError } from "../../src/base/config-error.ts";
import { scenarioNames } from "../run/load.ts";
import { registry } from "../sut/registry.ts";
import { labCandidates } from "../hand/candidates.ts";
import { natlabCommands, ownCommands } from "./commands.ts";

const bash = `_natlab() {
  local IFS=$'\\n'
  COMPREPLY=($(natlab complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _natlab natlab
`;

/** For a shell's start-up file. Throws ConfigError. */
export function completionScript(shell = "bash"): string {
  if (shell === "bash") return bash;
  if (shell === "zsh") return `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
  throw new ConfigError(`completion ${shell}: must be bash or zsh`);
}

/** Values of options that have a fixed set. */
const valuesOf: Readonly<Record<string, () => readonly string[]>> = {
  "--world": () => ["lab", "sim"],
  "--proof": () => ["quick", "full"],
  "--sut": () => Object.keys(registry),
};

/** What the last word of a command line can become; the words after `natlab`. */
export function completions(words: readonly string[]): readonly string[] {
  const typed = words.at(-1) ?? "";
  return candidates(words.slice(0, -1)).filter((word) => word.startsWith(typed));
}

function candidates(before: readonly string[]): readonly string[] {
  const [name, ...rest] = before;
  if (name === undefined) return [...Object.keys(natlabCommands), ...Object.keys(ownCommands)];
  const command = Object.hasOwn(natlabCommands, name) ? natlabCommands[name] : undefined;
  if (command === undefined) return [];
  if (name === "lab") return labCandidates(rest);
  const values = valuesOf[rest.at(-1) ?? ""];
  if (values !== undefined) return values();
  const { flags = [], valued = [] } = command.task.options ?? {};
  const options = [...flags, ...valued, "help"].map((option) => `--${option}`);
  return [...(wordsOf[name]?.() ?? []), ...options];
}

const wordsOf: Readonly<Record<string, () => readonly string[]>> = {
  scenario: scenarioNames,
  systems: () => Object.keys(registry),
};
