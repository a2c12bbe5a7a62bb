import { ConfigError } from "../../src/base/config-error.ts";
import type { ImpairmentSpec, LinkSpec } from "../topology/link-spec.ts";

/** Undefined = removed. */
type Changes = { -readonly [Field in keyof ImpairmentSpec]: ImpairmentSpec[Field] | undefined };

/** `delay=20ms`, or `up.loss=1%` for one direction. Throws ConfigError. */
export function linkChanges(parts: readonly string[]): LinkSpec {
  const changes: { up: Changes; down: Changes } & Changes = { up: {}, down: {} };
  const given = new Set<string>();
  for (const part of parts) {
    const [, side, name, value] = /^(?:(up|down)\.)?(delay|jitter|loss|rate)=(.+)$/.exec(part) ?? [];
    if (value === undefined) {
      throw new ConfigError(`link: ${part} is not a change; write delay=, jitter=, loss= or rate=, or e.g. up.loss=1%`);
    }
    const [what = ""] = part.split("=");
    if (given.has(what)) throw new ConfigError(`link: ${what} is given twice; give it once`);
    given.add(what);
    const changed = side === undefined ? changes : changes[side as "up" | "down"];
    // A bare number is a fraction, as in a topology.
    const isShare = name === "loss" && /^\d*\.?\d+$/.test(value);
    changed[name as keyof ImpairmentSpec] =
      name === "rate" && value === "none" ? undefined : isShare ? Number(value) : value;
  }
  return changes as LinkSpec;
}
