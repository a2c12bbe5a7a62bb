import { ConfigError } from "../../../src/base/config-error.ts";
import { namedNat6, nat6Names } from "./presets-ipv6.ts";
import { namedNat, natNames } from "./presets.ts";
import type { Nat } from "./nat.ts";

/**
 * A NAT as written by the user, whose file is loaded without type checks: by name or in full. Throws ConfigError that
 * lists the known names. `where`: `nat`, `builtAs`, `become`.
 */
export const natWritten = (written: unknown, where: string): Nat => read(written, where, namedNat, natNames);

/** The same for what a router does with IPv6. */
export const nat6Written = (written: unknown, where: string): Nat => read(written, where, namedNat6, nat6Names);

function read(
  written: unknown,
  where: string,
  named: (name: string) => Nat | undefined,
  names: readonly string[],
): Nat {
  if (isNat(written)) return written;
  const found = typeof written === "string" ? named(written) : undefined;
  if (found !== undefined) return found;
  const what = written === undefined ? "a NAT is missing" : `${shown(written)} is not a NAT`;
  throw new ConfigError(`${where}: ${what}; choose from ${names.join(", ")}`);
}

const isNat = (written: unknown): written is Nat =>
  typeof written === "object" &&
  written !== null &&
  typeof (written as { readonly translates?: unknown }).translates === "boolean";

const shown = (written: unknown): string => JSON.stringify(written) ?? String(written);
