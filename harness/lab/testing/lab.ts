import { rulesetFor, rulesetFor6 } from "../../nat/nft/ruleset.ts";
import type { Topology } from "../../topology/topology.ts";
import { walk } from "../../topology/walk.ts";
import { ipv4AddressesOf, planAddresses } from "../../topology/plan/plan-addresses.ts";
import { Lab } from "../lab.ts";
import { bundledAgent } from "./agent.ts";

/** A laboratory with the NATs that the topology declares, run by an agent built from its current sources. */
export async function buildLab(topology: Topology, seed = 1): Promise<Lab> {
  const addresses = planAddresses(topology);
  const rulesets = Object.fromEntries(
    [...walk(topology)].flatMap(({ name, node }) => {
      if (node.kind === "host") return [];
      const [external, ...others] = ipv4AddressesOf(addresses, name, "wan");
      const place = { wan: "wan", lan: "lan", seed, zone: 1 };
      const forwards = node.portMapping !== undefined;
      const ruleset = rulesetFor(node.builtAs ?? node.nat, { ...place, external: external!, others, forwards });
      const ipv6 = addresses.ipv6?.routers[name];
      if (ipv6 === undefined || node.ipv6 === undefined) return [[name, ruleset]];
      return [[name, ruleset + rulesetFor6(node.ipv6, { ...place, external: ipv6.external }, ipv6)]];
    }),
  );
  return Lab.build({ topology, addresses, rulesets, seed, agent: await bundledAgent() });
}
