import { rulesetFor } from "../nat/nft.ts";
import type { AddressPlan } from "../topology/addresses.ts";
import { addressesOf } from "../topology/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import { walk } from "../topology/walk.ts";

/** nft text by router, of what is really built there. */
export function rulesetsOf(topology: Topology, addresses: AddressPlan, seed: number): Readonly<Record<string, string>> {
  const routers = [...walk(topology)].flatMap(({ name, node }) => (node.kind === "router" ? [{ name, node }] : []));
  return Object.fromEntries(
    routers.map(({ name, node }, i) => {
      const [external, ...others] = addressesOf(addresses, name, "wan");
      return [
        name,
        rulesetFor(node.builtAs ?? node.nat, {
          external: external!,
          others,
          wan: "wan",
          lan: "lan",
          seed: seed + i,
          zone: 1,
        }),
      ];
    }),
  );
}
