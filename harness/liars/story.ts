import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { scenario, type Scenario } from "../story/scenario.ts";
import { host, router, topology } from "../topology/builders.ts";
import { nat } from "../topology/nat/nat.ts";
import { planAddresses } from "../topology/plan/plan-addresses.ts";
import type { Topology } from "../topology/topology.ts";
import type { Exhibit } from "./exhibit.ts";

export type Player = "alice" | "bob" | "carol";
type Hosts = "sn" | Player;
export type Claimed = "direct" | "relayed";

const ports: Readonly<Record<Player, number>> = { alice: 7001, bob: 7002, carol: 7003 };
const links = { link: { delay: "10ms" } } as const;

/** Two homes behind NATs that can be punched; where a third host helps, behind routers that admit any source. */
function network({ helper }: Exhibit): Topology<Hosts> {
  const kind = helper === undefined ? nat.portRestricted : nat.none;
  const farKind = helper === "at the peer" ? ({ ...nat.fullCone, hairpin: "external-source" } as const) : kind;
  const far = helper === "at the peer" ? { bob: host(), carol: host() } : { bob: host() };
  const near = helper === "in the LAN" ? { alice: host(), carol: host() } : { alice: host() };
  return topology("gallery", {
    sn: host({ link: { delay: "5ms" } }),
    homeA: router({ nat: kind, ...links, lan: near }),
    homeB: router({ nat: farKind, ...links, lan: far }),
    ...(helper === "in the LAN" || helper === "at the peer" ? {} : { carol: host(links) }),
  });
}

/** The story of both worlds. `either`: the judge says which path it is. */
export function galleryStory(exhibit: Exhibit, path: Claimed | "either"): Scenario<object, Hosts> {
  return scenario("gallery", {
    claim: `pings between two such programs are ${path}`,
    cases: { [exhibit.name]: {} },
    net: () => network(exhibit),
    between: () => ({ a: "alice", b: "bob", path }),
    async run(actors, _case, check) {
      const { sn, alice, bob, carol } = actors;
      await sn.startHelper();
      if (exhibit.helper !== undefined) await carol.startNode({ port: ports.carol });
      await Promise.all([alice.startNode({ port: ports.alice }), bob.startNode({ port: ports.bob })]);
      await check.ping(alice, bob, { within: "10s" });
      if (path === "either") {
        await check.found(alice, bob, { within: "5s" });
        return;
      }
      await check.path(alice, bob, path, { within: "5s" });
      if (exhibit.quality !== true) return;
      await check.latency(alice, bob, path);
      await check.loss(alice, bob, path);
    },
  });
}

/** The external endpoint of each player. */
export function socketsOf(exhibit: Exhibit): Readonly<Record<Player, Endpoint>> {
  const { publicAddresses } = planAddresses(network(exhibit));
  const at = (name: Player): Endpoint => ({ address: publicAddresses[name]![0]!, port: ports[name] });
  return { alice: at("alice"), bob: at("bob"), carol: at("carol") };
}
