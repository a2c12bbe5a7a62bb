import { ConfigError } from "../../src/base/config-error.ts";
import type { AddressPlan } from "./plan/addresses.ts";

/** Two sides that the core keeps apart, as the addresses that the internet sees of each. */
export interface Partition {
  /** The same for (a, b) and (b, a). A valid name for nft. */
  readonly name: string;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** Throws ConfigError if the core is not between the two. */
export function partitionOf(plan: AddressPlan, a: string, b: string): Partition {
  const [left, right] = [shown(plan, a), shown(plan, b)];
  const shared = left.find((name) => right.includes(name));
  if (shared !== undefined) {
    throw new ConfigError(`${a} and ${b} are both ${shared} to the internet, which is not between them`);
  }
  const names = [a, b].sort().map((text) => text.replaceAll("-", "_"));
  return { name: `apart_${names.join("_")}`, a: left, b: right };
}

function shown(plan: AddressPlan, node: string): readonly string[] {
  const addresses = plan.publicAddresses[node];
  if (addresses === undefined) throw new ConfigError(`unknown node ${node}`);
  return addresses;
}
