import { ConfigError } from "../../src/base/config-error.ts";

/** What a command line says about the programs of hosts. */
export interface AskedPrograms {
  /** The system that runs wherever nothing else is given. */
  readonly all?: string | undefined;
  /** Names of systems by host. */
  readonly byHost: Readonly<Record<string, string>>;
  /** Command lines by host, for `sh -c`. */
  readonly commands?: Readonly<Record<string, string>> | undefined;
}

export const nothingAsked: AskedPrograms = { byHost: {} };

/** `tinc`, `alice=ours,bob=ntop`, or both. Throws ConfigError. */
export function parseSut(texts: readonly string[]): Pick<AskedPrograms, "all" | "byHost"> {
  const parts = texts.flatMap((text) => text.split(","));
  const [all, another] = parts.filter((part) => /^[^=]+$/.test(part));
  if (another !== undefined)
    throw new ConfigError(`--sut ${all},${another}: give one program for all hosts, or HOST=PROGRAM`);
  const assigned = parts.filter((part) => part !== all);
  return {
    ...(all !== undefined && { all }),
    byHost: assignments("sut", "PROGRAM or HOST=PROGRAM", assigned, "tinc or alice=ours,bob=ntop"),
  };
}

/** `alice='./peer --listen 4000'`. Throws ConfigError. */
export const parseNodes = (texts: readonly string[]): NonNullable<AskedPrograms["commands"]> =>
  assignments("node", "HOST=COMMAND", texts, "alice='./peer --listen 4000'");

/** As typed, to repeat a run. */
export const askedFlags = ({ all, byHost, commands = {} }: AskedPrograms): readonly string[] => [
  ...(all === undefined ? [] : [`--sut ${all}`]),
  ...Object.entries(byHost).map(([host, name]) => `--sut ${host}=${name}`),
  ...Object.entries(commands).map(([host, command]) => `--node ${host}='${command.replaceAll("'", `'\\''`)}'`),
];

/** `NAME=VALUE` of an option that may be repeated. Throws ConfigError. */
export function assignments(
  option: string,
  form: string,
  texts: readonly string[],
  example: string,
): Readonly<Record<string, string>> {
  const given = texts.map((text): [string, string] => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
    throw new ConfigError(`--${option} ${text}: must be ${form}, e.g. ${example}`);
  });
  const names = given.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new ConfigError(`--${option} ${twice}=… is given twice: give it once`);
  return Object.fromEntries(given);
}
