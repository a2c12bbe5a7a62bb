import type { Endpoint } from "../../../src/base/endpoint.ts";
import { Bug } from "../../../src/base/bug.ts";
import type { Random } from "../../../src/base/random.ts";
import type { EdgeConfig } from "../../../src/edge/config.ts";
import { Edge } from "../../../src/edge/machine.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { scenario, type Scenario } from "../../run/scenario.ts";
import { runStory } from "../../run/story.ts";
import { host, router, topology } from "../../topology/builders.ts";
import { nat } from "../../topology/nat.ts";
import { planAddresses } from "../../topology/plan-addresses.ts";
import type { Topology } from "../../topology/topology.ts";
import type { EdgeMachine } from "../edge-program.ts";
import { SimWorld } from "../sim-world.ts";
import { supernodePort } from "../supernode-program.ts";
import { Forwarder } from "./forwarder.ts";
import type { Exhibit } from "./gallery.ts";
import { Liar } from "./liar.ts";

type Hosts = "sn" | "alice" | "bob" | "carol";
export type Claimed = "direct" | "relayed";

const ports = { alice: 7001, bob: 7002, carol: 7003 } as const;
const links = { link: { delay: "10ms" } } as const;

/** Two homes behind NATs that punching passes; those that a third host helps can be reached by anybody. */
function network({ helper }: Exhibit): Topology<Hosts> {
  const kind = helper === undefined ? nat.portRestricted : nat.none;
  const near = helper === "in the LAN" ? { alice: host(), carol: host() } : { alice: host() };
  return topology("gallery", {
    sn: host({ link: { delay: "5ms" } }),
    homeA: router({ nat: kind, ...links, lan: near }),
    homeB: router({ nat: kind, ...links, lan: { bob: host() } }),
    ...(helper === "in the LAN" ? {} : { carol: host(links) }),
  });
}

function story(exhibit: Exhibit, path: Claimed): Scenario<object, Hosts> {
  return scenario("gallery", {
    claim: `pings between two programs that it shows are ${path}`,
    cases: { [exhibit.name]: {} },
    net: () => network(exhibit),
    between: () => ({ a: "alice", b: "bob", path }),
    async run(actors, _case, check) {
      const { sn, alice, bob, carol } = actors;
      await sn.startSupernode();
      if (exhibit.helper !== undefined) await carol.startEdge({ port: ports.carol });
      await Promise.all([alice.startEdge({ port: ports.alice }), bob.startEdge({ port: ports.bob })]);
      await check.ping(alice, bob, { within: "10s" });
      await check.path(alice, bob, path, { within: "5s" });
      if (exhibit.quality !== true) return;
      await check.latency(alice, bob, path);
      await check.loss(alice, bob, path);
    },
  });
}

/** The evidence of a story in which both edges are such programs. */
export async function exhibit(it: Exhibit, path: Claimed, seed: number): Promise<Evidence> {
  const shown = story(it, path);
  const net = shown.net({});
  const plan = planAddresses(net);
  const at = (name: keyof typeof ports): Endpoint => ({ address: plan.publicAddresses[name]![0]!, port: ports[name] });
  const makeEdge = (config: EdgeConfig, random: Random): EdgeMachine => {
    const who = config.description as keyof typeof ports;
    if (who === "carol") return new Forwarder([at("alice"), at("bob")]);
    const [relay] = config.supernodes;
    if (relay === undefined) throw new Bug("no supernode is running");
    const helped = { helper: at("carol"), peer: at(who === "alice" ? "bob" : "alice") };
    const ways = it.ways(who, (n) => random.bytes(n), helped);
    return new Liar(new Edge(config, random), { address: relay.host, port: supernodePort }, ways);
  };
  await using world = await SimWorld.open(net, { scenario: "gallery", case: it.name, seed, makeEdge });
  return await runStory(shown as Scenario, it.name, world);
}
