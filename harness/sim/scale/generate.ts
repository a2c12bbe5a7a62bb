import { fraction, seededRandom, type Random } from "../../../src/base/random.ts";
import { seconds } from "../../../src/base/instant.ts";
import { nat as kinds, type Dependence, type Nat } from "../../topology/nat/nat.ts";
import type { PlannedPings, ScaleEdge, ScaleEvent, ScalePlan, Site } from "./plan.ts";

/** Tunable; times in milliseconds. */
const tuned = {
  lasts: 180_000,
  /** All edges start within this time, and churn begins when they have found each other. */
  arrivals: 30_000,
  churn: { from: 60_000, to: 120_000 },
  communitySize: { least: 4, most: 40 },
  pingEvery: 1000,
  /** Fractions of all sites with more than one edge, no NAT, a lossy link. */
  share: { crowded: 0.1, public: 0.05, lossy: 0.2 },
  /** Fractions of all edges, during the run. */
  events: { leave: 0.04, crash: 0.04, reboot: 0.05 },
  away: 20_000,
};

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];

/** A crowd of `size` edges behind random NATs, with churn, loss and two supernodes. The same for the same arguments. */
export function generatePlan(size: number, seed: number): ScalePlan {
  const random = seededRandom(seed);
  const supernodes = ["sn1", "sn2"];
  const sites: Site[] = [];
  const edges: ScaleEdge[] = [];
  for (let community = 1; edges.length < size; community++) {
    const wanted = Math.min(between(random, tuned.communitySize.least, tuned.communitySize.most), size - edges.length);
    for (let member = 1; member <= wanted; member++) {
      const host = member > 1 && fraction(random) < tuned.share.crowded ? between(random, 2, 200) : 1;
      if (host === 1) sites.push(randomSite(random, sites.length + 1));
      const site = sites.at(-1)!.name;
      if (edges.some((edge) => edge.site === site && edge.host === host)) {
        member--;
        continue;
      }
      edges.push({
        name: `e${edges.length + 1}`,
        site,
        host,
        community: `net${community}`,
        address: `10.${community >> 8}.${community & 255}.${member}/24`,
        starts: between(random, 0, tuned.arrivals),
        prefers: supernodes[random.u32() % supernodes.length]!,
      });
    }
  }
  const conversations = edges.flatMap((edge) => conversation(random, edge, edges));
  const events = [...churn(random, edges), ...outage(supernodes[0]!)].sort((a, b) => a.at - b.at);
  return { seed, supernodes, sites, edges, conversations, events, lasts: tuned.lasts };
}

function randomSite(random: Random, number: number): Site {
  const draw = fraction(random);
  const loss = fraction(random) < tuned.share.lossy ? fraction(random) * 0.03 : 0;
  return { name: `s${number}`, number, nat: randomNat(random, draw), delay: between(random, 1, 60), loss };
}

function randomNat(random: Random, draw: number): Nat {
  const pick = <T>(all: readonly T[]): T => all[random.u32() % all.length]!;
  const mapping = pick(dependences);
  const filtering = pick(dependences);
  const hairpin = pick(["none", "external-source"] as const);
  const ports = pick(["preserving", "sequential", "random"] as const);
  return draw < tuned.share.public ? kinds.none : { ...kinds.portRestricted, mapping, filtering, hairpin, ports };
}

function conversation(random: Random, edge: ScaleEdge, edges: readonly ScaleEdge[]): PlannedPings[] {
  const others = edges.filter((other) => other.community === edge.community && other !== edge);
  if (others.length === 0) return [];
  const { name: to } = others[random.u32() % others.length]!;
  return [
    { from: edge.name, to, starts: tuned.arrivals + between(random, 0, tuned.pingEvery), every: tuned.pingEvery },
  ];
}

function churn(random: Random, edges: readonly ScaleEdge[]): ScaleEvent[] {
  const at = () => between(random, tuned.churn.from, tuned.churn.to);
  return edges.flatMap(({ name: edge, site }): ScaleEvent[] => {
    const [draw, when] = [fraction(random), at()];
    const { leave, crash, reboot } = tuned.events;
    if (draw < leave + crash) {
      const kind = draw < leave ? "leave" : "crash";
      return [{ at: when, kind, edge }, { at: when + tuned.away, kind: "return", edge }]; // prettier-ignore
    }
    return draw < leave + crash + reboot ? [{ at: when, kind: "nat-reboot", site }] : [];
  });
}

const outage = (supernode: string): ScaleEvent[] => [
  { at: seconds(90), kind: "supernode-crash", supernode },
  { at: seconds(130), kind: "supernode-return", supernode },
];

const between = (random: Random, least: number, most: number): number => least + (random.u32() % (most - least + 1));
