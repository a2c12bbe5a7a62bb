import { ConfigError } from "../../../src/base/config-error.ts";
import { milliseconds, type Duration } from "../../../src/base/instant.ts";
import { duration } from "../duration.ts";
import type { Mtu, Queue } from "../link.ts";

/** `"20ms"`, or a number of milliseconds. Throws ConfigError, as all here. */
export function timeAmount(value: string | number, where: string): Duration {
  if (typeof value === "string") return duration(value, where);
  if (Number.isFinite(value) && value >= 0) return milliseconds(value);
  throw new ConfigError(`${where}: ${value} is not a number of milliseconds; write e.g. 20 or "20ms"`);
}

/** `"1%"`, or a fraction from 0 to 1. */
export function shareAmount(value: string | number, where: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(String(value)) ?? [];
  const fraction = typeof value === "number" ? value : percent === undefined ? NaN : Number(percent) / 100;
  if (fraction >= 0 && fraction <= 1) return fraction;
  throw new ConfigError(
    `${where}: ${JSON.stringify(value)} is not a share of packets; write "0%" to "100%", or a number from 0 to 1`,
  );
}

const bitsPerSecond: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };

/** `"10mbit"`, or a number of bits per second. */
export function rateAmount(value: string | number, where: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(String(value)) ?? [];
  const bits = typeof value === "number" ? value : Number(amount) * (bitsPerSecond[unit ?? ""] ?? NaN);
  if (Number.isFinite(bits) && bits > 0) return bits;
  throw new ConfigError(`${where}: ${JSON.stringify(value)} is not a rate; write e.g. "10mbit" or "512kbit"`);
}

const bytesIn: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, KiB: 1024, MiB: 1024 ** 2 };

/** `"64kB"` or `"100ms"`, or what it returns. */
export function queueAmount(value: string | Queue, where: string): Queue {
  if (typeof value !== "string") {
    const [amount] = Object.values(value) as unknown[];
    if (typeof amount === "number" && amount > 0) return value;
  } else {
    const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(value) ?? [];
    const bytes = Number(amount) * (bytesIn[unit ?? ""] ?? NaN);
    if (bytes > 0) return { bytes };
    if (/^\d.*s$/.test(value) && duration(value, where) > 0) return { time: duration(value, where) };
  }
  throw new ConfigError(`${where}: ${JSON.stringify(value)} is not the size of a queue; write e.g. "100ms" or "64kB"`);
}

/** RFC 791: every router forwards 68 bytes. No interface of the laboratory sends more than 1500. */
const mtus = { least: 68, most: 1500 } as const;

/** `1280`, `"1280"` or `"1280/black-hole"`, or what it returns. */
export function mtuAmount(value: string | number | Mtu, where: string): Mtu {
  const [, text, hole] = /^(\d+)(\/black-hole)?$/.exec(typeof value === "object" ? "" : String(value)) ?? [];
  const mtu: Mtu =
    typeof value === "object" ? value : { bytes: Number(text), errors: hole === undefined ? "sent" : "swallowed" };
  if (Number.isInteger(mtu.bytes) && mtu.bytes >= mtus.least && mtu.bytes <= mtus.most) return mtu;
  throw new ConfigError(
    `${where}: ${JSON.stringify(value)} is not an MTU; write ${mtus.least} to ${mtus.most}, and /black-hole behind it if nobody is to hear of it`,
  );
}
