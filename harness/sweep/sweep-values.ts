import { ConfigError } from "../../src/base/config-error.ts";
import { duration } from "../topology/duration.ts";
import { parseLink } from "../topology/link-spec.ts";
import { namedNat, natNames } from "../topology/nat/presets.ts";

/** Tunable: bits per second. More does not fit through the laboratory's own links. */
const tuned = { least: 10_000, most: 200e6 } as const;

/** Reads one value as typed. `where`: the option. Throws ConfigError. */
type Reader<T> = (text: string, where: string) => T;

/** `a,b,c`, each once. */
export function listOf<T>(name: string, text: string, read: Reader<T>): T[] {
  const words = text.split(",").map((one) => one.trim());
  const values = words.map((one) => read(one, `--${name}`));
  const twice = values.findIndex((value, i) => values.indexOf(value) !== i);
  if (twice >= 0) throw new ConfigError(`--${name} ${text}: ${words[twice]} stands there twice`);
  return values;
}

/** `"5mbit"`, in bits per second. */
export const bitRate: Reader<number> = (text, where) => {
  const rate = parseLink({ rate: text }, where).up.rate!;
  if (rate > tuned.most)
    throw new ConfigError(`${where} ${text}: the laboratory carries at most ${tuned.most / 1e6}mbit`);
  if (rate < tuned.least) throw new ConfigError(`${where} ${text}: give at least ${tuned.least / 1e3}kbit`);
  return rate;
};

/** The same, or null for "unlimited". */
export const linkRate: Reader<number | null> = (text, where) => (text === "unlimited" ? null : bitRate(text, where));

/** In milliseconds. */
export const timeBetween =
  (least: string, most: string): Reader<number> =>
  (text, where) => {
    const time = duration(text, where);
    if (time >= duration(least) && time <= duration(most)) return time;
    throw new ConfigError(`${where} ${text}: must be from ${least} to ${most}`);
  };

/** `"1.5%"`, from 0 to 1. */
export const shareUpTo =
  (most: number): Reader<number> =>
  (text, where) => {
    const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
    if (percent === undefined) throw new ConfigError(`${where} ${text}: write a percentage, e.g. 1.5%`);
    if (Number(percent) <= 100 * most) return Number(percent) / 100;
    throw new ConfigError(`${where} ${text}: must be at most ${100 * most}%`);
  };

/** `home,symmetric` */
export function twoNats(text: string): [string, string] {
  const both = text.split(",").map((one) => one.trim());
  const [a, b, more] = both;
  if (a === undefined || b === undefined || more !== undefined)
    throw new ConfigError(`--nats ${text}: give two, e.g. --nats home,symmetric`);
  const unknown = both.find((name) => namedNat(name) === undefined);
  if (unknown !== undefined)
    throw new ConfigError(`--nats ${unknown}: no such NAT; choose from ${natNames.join(", ")}`);
  return [a, b];
}
