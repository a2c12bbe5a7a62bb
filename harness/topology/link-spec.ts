import { ConfigError } from "../../src/base/config-error.ts";
import { milliseconds, type Duration } from "../../src/base/instant.ts";
import { duration } from "./duration.ts";
import type { Impairment, Link } from "./link.ts";

/** What a cable does to packets in one direction. */
export interface ImpairmentSpec {
  /** `"20ms"`, or a number of milliseconds. */
  readonly delay?: string | number;
  /** How much the delay varies, at most as much as `delay`: `"5ms"`, or a number of milliseconds. */
  readonly jitter?: string | number;
  /** Independently for each packet: `"1%"`, or a fraction from 0 to 1. */
  readonly loss?: string | number;
  /** `"10mbit"`, `"512kbit"`, or a number of bits per second. */
  readonly rate?: string | number;
}

/** What a cable does, in both directions unless `up` or `down` differs. A `Link` is a LinkSpec too. */
export interface LinkSpec extends ImpairmentSpec {
  /** From the node towards the internet. */
  readonly up?: ImpairmentSpec;
  /** From the internet towards the node. */
  readonly down?: ImpairmentSpec;
}

export const plainCable: Link = parseLink({});

export function parseLink(spec: LinkSpec, where = "link"): Link {
  const { up = {}, down = {}, ...both } = spec;
  return {
    up: parseImpairment({ ...both, ...up }, where, up, "up"),
    down: parseImpairment({ ...both, ...down }, where, down, "down"),
  };
}

/** What is not named stays. `where` as for `parseLink`. */
export function changedLink(link: Link, changes: LinkSpec, where = "link"): Link {
  const { up, down, ...both } = changes;
  return parseLink({ up: { ...link.up, ...both, ...up }, down: { ...link.down, ...both, ...down } }, where);
}

/** Whether a packet passes untouched, as over a plain cable. */
export function isPlain({ delay, jitter, loss, rate }: Impairment): boolean {
  return delay === 0 && jitter === 0 && loss === 0 && rate === undefined;
}

function parseImpairment(spec: ImpairmentSpec, where: string, own: ImpairmentSpec, side: "up" | "down"): Impairment {
  const at = (field: keyof ImpairmentSpec) =>
    own[field] === undefined ? `${where}.${field}` : `${where}.${side}.${field}`;
  const delay = time(spec.delay ?? 0, at("delay"));
  const jitter = time(spec.jitter ?? 0, at("jitter"));
  if (jitter > delay) {
    throw new ConfigError(
      `${at("jitter")}: ${jitter} ms is more than the delay of ${delay} ms, and no packet arrives before it was sent; write at most ${delay} ms`,
    );
  }
  const loss = share(spec.loss ?? 0, at("loss"));
  return spec.rate === undefined ? { delay, jitter, loss } : { delay, jitter, loss, rate: rate(spec.rate, at("rate")) };
}

function time(value: string | number, where: string): Duration {
  if (typeof value === "string") return duration(value, where);
  if (Number.isFinite(value) && value >= 0) return milliseconds(value);
  throw new ConfigError(`${where}: ${value} is not a number of milliseconds; write e.g. 20 or "20ms"`);
}

function share(value: string | number, where: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(String(value)) ?? [];
  const fraction = typeof value === "number" ? value : percent === undefined ? NaN : Number(percent) / 100;
  if (fraction >= 0 && fraction <= 1) return fraction;
  throw new ConfigError(
    `${where}: ${JSON.stringify(value)} is not a share of packets; write "0%" to "100%", or a number from 0 to 1`,
  );
}

const bitsPerSecond: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };

function rate(value: string | number, where: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(String(value)) ?? [];
  const bits = typeof value === "number" ? value : Number(amount) * (bitsPerSecond[unit ?? ""] ?? NaN);
  if (Number.isFinite(bits) && bits > 0) return bits;
  throw new ConfigError(`${where}: ${JSON.stringify(value)} is not a rate; write e.g. "10mbit" or "512kbit"`);
}
