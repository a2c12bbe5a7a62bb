import { ConfigError } from "../../../src/base/config-error.ts";
import type { CableSpec } from "./spec.ts";

/**
 * Lines that people name, as one access link; a path passes two of them. Orders of magnitude, not a promise about any
 * network: each number is from the source beside it, rounded.
 */
export const linkPresets = {
  /** Nothing. */
  plain: {},
} as const satisfies Readonly<Record<string, CableSpec>>;

export type LinkPresetName = keyof typeof linkPresets;

export const linkPresetNames = Object.keys(linkPresets) as readonly LinkPresetName[];

/** Throws ConfigError. */
export function linkPreset(name: string, where: string): CableSpec {
  if (Object.hasOwn(linkPresets, name)) return linkPresets[name as LinkPresetName];
  throw new ConfigError(`${where}: no line ${JSON.stringify(name)}; choose from ${linkPresetNames.join(", ")}`);
}
