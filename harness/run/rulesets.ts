import { rulesetFor } from "../nat/nft.ts";
import type { NetworkState, RouterState } from "../topology/network-state.ts";

/** nft text by router, of what is really built there. */
export const rulesetsOf = (state: NetworkState): Readonly<Record<string, string>> =>
  Object.fromEntries([...state.routers].map(([name, router]) => [name, rulesetOf(router)]));

export const rulesetOf = ({ nat, external: [external, ...others], seed, zone, forwards }: RouterState): string =>
  rulesetFor(nat, { external, others, wan: "wan", lan: "lan", seed, zone, forwards });
