import { alignColumns } from "../../report/text/columns.ts";
import { wrapped } from "../../report/text/wrap.ts";
import { natNames } from "../../topology/nat/presets.ts";
import { labVerbs } from "./verbs.ts";
import type { LabVerb } from "./verb.ts";

const table = (rows: readonly (readonly [string, string])[], width: number): readonly string[] =>
  alignColumns(rows.map((row) => row.map((text) => ({ text }))), { width }); // prettier-ignore

const name = ["-n, --name NAME", "which laboratory, where several are up"] as const;

/** Of one verb. */
export function verbHelp(verbName: string, { usage, does, options = [], examples }: LabVerb, width = 100): string {
  const takesName = !["ps", "down", "up"].includes(verbName);
  const all = takesName ? [...options, name] : options;
  const typed = examples.map(([args, what]): [string, string] => [
    `npm run lab -- ${verbName} ${args}`.trimEnd(),
    what,
  ]);
  return [
    ...wrapped(`npm run lab -- ${usage}`, width, 4),
    "",
    ...wrapped(`${does[0]!.toUpperCase()}${does.slice(1)}.`, width),
    ...(all.length === 0 ? [] : ["", "Options", ...table(all, width)]),
    "",
    "Examples",
    ...table(typed, width),
  ].join("\n");
}

/** Of the command. */
export function labHelp(width = 100): string {
  const rows = Object.values(labVerbs).map(({ usage, does }): [string, string] => [usage, does]);
  const names = natNames.filter((natName) => !/[A-Z]/.test(natName));
  return [
    ...table(
      [
        ["npm run lab -- VERB …", "laboratories that stay up, each in the background"],
        ["npm run lab -- NAT … | SCENARIO/CASE | FILE.json", "one at a prompt, until Ctrl-D"],
      ],
      width,
    ),
    "",
    ...table(rows, width),
    "",
    ...wrapped("Each says more with --help. Where several laboratories are up, --name NAME chooses one. `help` at the prompt lists its verbs.", width), // prettier-ignore
    "",
    "Examples",
    ...table(
      [
        ["npm run lab -- up two-homes --nat symmetric,home", "builds it and returns"],
        ["npm run lab -- shell alice", "a shell in alice"],
        ["npm run lab -- down", "takes it down"],
        ["npm run lab -- symmetric home", "the same network at a prompt"],
        ['echo "measure" | npm run lab -- home', "the prompt's verbs from a pipe or file"],
      ],
      width,
    ),
    "",
    "NATs",
    ...wrapped(`  ${names.join(" ")}`, width, 2),
    "",
    ...wrapped("Exit code: that of the command for exec, of the first verb that failed for do and for verbs from a pipe; 1 a program failed or a NAT is not as declared, 2 a measurement is inconclusive, 64 no such verb, node or laboratory, 69 a laboratory failed or is gone.", width), // prettier-ignore
  ].join("\n");
}
