import { ConfigError } from "../../../src/base/config-error.ts";
import type { ImpairmentSpec } from "./spec.ts";
import { linkPreset, type LinkPresetName } from "./presets.ts";
import { parseLink, type LinkSpec } from "../link-spec.ts";

/** Undefined = removed. */
type Changes = { -readonly [Field in keyof ImpairmentSpec]: string | number | undefined };

/** What is written → the field. */
const fields = {
  delay: "delay",
  jitter: "jitter",
  loss: "loss",
  "burst-loss": "burstLoss",
  reorder: "reorder",
  duplicate: "duplicate",
  corrupt: "corrupt",
  rate: "rate",
  queue: "queue",
  mtu: "mtu",
} as const satisfies Readonly<Record<string, keyof ImpairmentSpec>>;

export const linkWords = Object.keys(fields) as readonly (keyof typeof fields)[];

/** A bare number is a fraction, as in a topology. */
const shares: readonly string[] = ["loss", "duplicate", "corrupt"];

/**
 * `delay=20ms`, `up.loss=1%` for one direction, `burst-loss=none` to remove one, `preset=lte` to begin with. Throws
 * ConfigError.
 */
export function linkChanges(parts: readonly string[], where = "link"): LinkSpec {
  const changes: { up: Changes; down: Changes; preset?: LinkPresetName } & Changes = { up: {}, down: {} };
  const given = new Set<string>();
  for (const part of parts) {
    const [, side, name = "", value] = /^(?:(up|down)\.)?([a-z-]+)=(.+)$/.exec(part) ?? [];
    const isPreset = side === undefined && name === "preset";
    if (value === undefined || !(isPreset || Object.hasOwn(fields, name))) {
      const words = linkWords.map((word) => `${word}=`).join(", ");
      throw new ConfigError(`${where}: ${part} is not a change; write ${words} or preset=, or e.g. up.loss=1%`);
    }
    const [what = ""] = part.split("=");
    if (given.has(what)) throw new ConfigError(`${where}: ${what} is given twice; give it once`);
    given.add(what);
    if (isPreset) {
      linkPreset(value, `${where}: preset`);
      changes.preset = value as LinkPresetName;
      continue;
    }
    const changed = side === undefined ? changes : changes[side as "up" | "down"];
    const isShare = shares.includes(name) && /^\d*\.?\d+$/.test(value);
    changed[fields[name as keyof typeof fields]] = value === "none" ? undefined : isShare ? Number(value) : value;
  }
  return changes as LinkSpec;
}

/** `preset=lte,up.loss=1%`: the same in one word, for command lines. Throws ConfigError, also for values that are wrong. */
export function linkWritten(text: string, where: string): LinkSpec {
  const spec = linkChanges(text.split(","), where);
  parseLink(spec, where);
  return spec;
}
