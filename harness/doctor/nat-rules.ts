import { NftError } from "../nftables-json/nft-error.ts";
import { readBack } from "../nftables-json/apply.ts";
import { rulesetFor, rulesetFor6 } from "../nat/nft/ruleset.ts";
import { presets } from "../topology/nat/presets.ts";
import { presets6 } from "../topology/nat/presets-ipv6.ts";
import { describeNat, nat, type Dependence, type Nat, type PortAllocation } from "../topology/nat/nat.ts";
import { scratch, type ScratchOutcome } from "./scratch.ts";

const place = { external: "198.18.1.1", wan: "wan", lan: "lan", seed: 1, zone: 1 };
const place6 = { ...place, external: "2001:db8:0:1::1" };
const prefixes = { inside: "fd4e:324e:0:1", outside: "2001:db8:2:1" };

/** Each with the name of its NAT. */
type Rulesets = readonly (readonly [name: string, ruleset: string])[];

const others = ["198.18.1.2", "198.18.1.3"];

/** The rules of every preset, exactly as a run loads them. */
export const presetRules: Rulesets = Object.entries(presets).map(([name, it]) => [
  name,
  rulesetFor(it.nat, { ...place, others, forwards: true }),
]);

export const presetRules6: Rulesets = Object.entries(presets6).map(([name, it]) => [
  name,
  rulesetFor6(it.nat, place6, name === "nptv6" ? prefixes : { inside: prefixes.inside }),
]);

/** Every kind of mapping with every kind of filtering. */
export const squareRules: Rulesets = squares().map((middlebox) => [
  describeNat(middlebox),
  rulesetFor(middlebox, place),
]);

function squares(): readonly Nat[] {
  const kinds: Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
  const ports: PortAllocation[] = ["preserving", "sequential", "random"];
  return kinds.flatMap((mapping) =>
    kinds.map((filtering, i): Nat => ({
      ...nat.portRestricted,
      mapping,
      filtering,
      ports: ports[i]!,
      hairpin: "external-source",
    })),
  );
}

/** Loads each and compares nft's listing with it, as every run does. */
export async function loadAll(rulesets: Rulesets): Promise<ScratchOutcome> {
  for (const [name, ruleset] of rulesets) {
    const why = await trouble(ruleset);
    if (why !== undefined) return { works: false, detail: `${name}: ${why}` };
  }
  return { works: true, detail: `${rulesets.length} loaded and read back` };
}

async function trouble(ruleset: string): Promise<string | undefined> {
  const { works, detail, output } = await scratch("nft -f - && nft -j list ruleset", ruleset);
  if (!works) return detail;
  try {
    await readBack(async () => ({ code: 0, stdout: output, stderr: "" }), ruleset);
    return undefined;
  } catch (error) {
    if (error instanceof NftError) return error.message;
    throw error;
  }
}
