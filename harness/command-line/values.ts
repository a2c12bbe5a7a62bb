import { ConfigError } from "../../src/base/config-error.ts";

/** `--seed 7f3a`; absent = drawn. Throws ConfigError. */
export function seedValue(text: string | undefined): number {
  if (text === undefined) return Math.floor(Math.random() * 0x1_0000_0000);
  if (/^[0-9a-f]{1,8}$/i.test(text)) return parseInt(text, 16);
  throw new ConfigError(`--seed ${text}: must be 1 to 8 hexadecimal digits, e.g. 7f3a`);
}

/** `--shard 2/4`. Throws ConfigError. */
export function shardValue(text: string): { index: number; of: number } {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new ConfigError(`--shard ${text}: must be I/N with I from 1 to N, e.g. 1/4`);
}

/** Throws ConfigError. */
export function wholeValue(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value)) return rangeValue(name, value, least, most);
  throw new ConfigError(`--${name} ${value}: must be a whole number from ${least} to ${most}`);
}

/** Throws ConfigError. */
export function rangeValue(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new ConfigError(`--${name} ${value}: must be from ${least} to ${most}`);
}
