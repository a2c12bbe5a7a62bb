import { ConfigError } from "../../src/base/config-error.ts";
import { milliseconds, type Duration } from "../../src/base/instant.ts";

const perUnit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

/** Reads "20ms", "1.5s", "2min". `where` names the place in the error. */
export function duration(text: string, where = "duration"): Duration {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : perUnit[unit];
  if (amount === undefined || factor === undefined) {
    throw new ConfigError(`${where}: ${JSON.stringify(text)} is not a duration; write e.g. "20ms", "1.5s" or "2min"`);
  }
  return milliseconds(Number(amount) * factor);
}
