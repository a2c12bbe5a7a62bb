import type { OptionRow, OptionTable } from "./table.ts";

/** Ask for something instead of setting it. */
const questions: ReadonlySet<string> = new Set(["help", "ownVersion"]);

/** Options that a YAML file and the environment may set, by their internal names. */
export const settable = (table: OptionTable): readonly (readonly [name: string, row: OptionRow])[] =>
  Object.entries(table).filter(([name, { help, takes }]) => {
    const isQuestion = questions.has(name) || (name === "version" && takes === "flag");
    return help !== undefined && !isQuestion;
  });

/** In a YAML file: `headerEncryption` is `header-encryption`. */
export const settingName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** In the environment: `headerEncryption` is `N2N_HEADER_ENCRYPTION`. */
export const variableName = (name: string): string => `N2N_${settingName(name).replaceAll("-", "_").toUpperCase()}`;

/** Variables that a running daemon forgets, so that programs which it starts do not inherit them; n3n's too. */
export const secretVariables = (table: OptionTable): readonly string[] => [
  ...settable(table).flatMap(([name, { secret }]) => (secret === true ? [variableName(name)] : [])),
  "N3N_KEY",
  "N3N_PASSWORD",
];
