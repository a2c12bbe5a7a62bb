import { ConfigError } from "../../base/config-error.ts";
import type { N3nKind } from "./rules.ts";
import { type N3nSetting, settingOf } from "./setting.ts";

export interface Arguments {
  readonly session?: string;
  readonly settings: readonly N3nSetting[];
  /** `-h` and `-V`, in our spelling. */
  readonly asked: readonly string[];
  /** How often `-v` was given. */
  readonly verbose: number;
}

/** n3n's short options, and the settings they stand for; a value follows unless one is given. */
const shorts: Readonly<Record<string, readonly [name: string, value?: string]>> = {
  a: ["tuntap.address"],
  c: ["community.name"],
  d: ["daemon.background", "true"],
  k: ["community.key"],
  l: ["community.supernode"],
  r: ["filter.allow_routing", "true"],
};

const longs = { community: "c", daemon: "d", help: "h", "supernode-list": "l", verbose: "v", version: "V" } as const;

const ofSupernodes = "dhvVO";

/** Reads a command line of n3n: `start [SESSION]` and options, in any order. Throws ConfigError. */
export function readArguments(argv: readonly string[], kind: N3nKind): Arguments {
  const words = [...argv];
  const plain: string[] = [];
  const settings: N3nSetting[] = [];
  const asked: string[] = [];
  let verbose = 0;
  const next = (option: string, rest: string): string => {
    const value = rest === "" ? words.shift() : rest;
    if (value === undefined) throw new ConfigError(`-${option} needs a value`);
    return value;
  };
  const set = (name: string, value: string) => settings.push({ where: "", name, value, isArgument: true });
  /** Returns what is left of the word. */
  const take = (option: string, rest: string): string => {
    if (kind === "supernode" && !ofSupernodes.includes(option)) throw unknown(`-${option}`);
    if (option === "v") verbose++;
    else if (option === "h" || option === "V") asked.push({ h: "-h", V: kind === "edge" ? "-V" : "--version" }[option]);
    else if (option === "O") settings.push(settingOf(next(option, rest)));
    else if (option === "a") settings.push(...addressOf(next(option, rest)));
    else if (Object.hasOwn(shorts, option)) {
      const [name, value] = shorts[option]!;
      set(name, value ?? next(option, rest));
      return value === undefined ? "" : rest;
    } else throw unknown(`-${option}`);
    return option === "O" || option === "a" ? "" : rest;
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith("--")) {
      const [name = "", ...value] = word.slice(2).split("=");
      if (!Object.hasOwn(longs, name)) throw unknown(`--${name}`);
      take(longs[name as keyof typeof longs], value.join("="));
    } else if (word.startsWith("-") && word.length > 1) {
      for (let rest = word.slice(1); rest !== "";) rest = take(rest[0]!, rest.slice(1));
    } else plain.push(word);
  }
  const [command, session, ...more] = plain;
  if (command !== "start" || more.length > 0)
    throw new ConfigError(`"${plain.join(" ")}" is not a command of n3n that is known here: start [SESSION] is`);
  return { settings, asked, verbose, ...(session !== undefined && { session }) };
}

/** `[MODE:]IP[/N]`; an address alone is static. */
function addressOf(text: string): readonly N3nSetting[] {
  const [, mode = "static", address] = /^(?:(auto|static|dhcp):)?(.*)$/s.exec(text)!;
  const common = { where: "", isArgument: true } as const;
  return [
    { ...common, name: "tuntap.address_mode", value: mode },
    { ...common, name: "tuntap.address", value: address! },
  ];
}

const unknown = (option: string): ConfigError =>
  new ConfigError(`unknown option ${option} after start; -h lists n2n's, -O takes n3n's settings`);
