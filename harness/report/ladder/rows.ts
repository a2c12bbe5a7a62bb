import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { Journey } from "../../evidence/journeys/journeys.ts";
import { labelOf } from "../../evidence/capture/label.ts";
import { addressesOf } from "../../evidence/journeys/parties.ts";
import { storyStart } from "../../evidence/story-packets.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import { walk } from "../../topology/walk.ts";
import type { FollowedBindings } from "../seen/bindings.ts";
import { packetOf } from "../seen/packet.ts";
import { describeRouter, type Family } from "../text/router.ts";
import type { Ladder, LadderRow } from "../run-json.ts";
import { resolver } from "../../services/dns/servers.ts";

/** Tunable: as many as a page can show. */
const tuned = { rowsMax: 60 } as const;

/**
 * The datagrams of a case as rows over the nodes between a and b. Equal ones (same label, way, ports and end) share one
 * row, at the time of the first, with their number.
 */
export function ladderOf(evidence: Evidence, a: string, b: string, bindings: FollowedBindings): Ladder {
  const names = nodesBetween(evidence, a, b);
  const nodes = new Set(names);
  const families = new Set<Family>();
  const rows = new Map<string, LadderRow>();
  const start = startOf(evidence);
  for (const journey of analyse(evidence).journeys.all) {
    if (!nodes.has(journey.origin) || staysInLan(journey) || isOfResolver(journey)) continue;
    const row = { ...rowOf(journey, evidence, nodes, start), ...boundBy(journey, bindings) };
    const key = JSON.stringify([row.label, row.cells, row.end, row.towards, row.rule]);
    const known = rows.get(key);
    if (known === undefined && rows.size === tuned.rowsMax) continue;
    families.add(isIpv6(journey.hops[0]!.to!.address) ? "IPv6" : "IPv4");
    rows.set(key, known === undefined ? { ...row, packet: packetOf(journey.hops.at(-1)!) } : repeated(known, row));
  }
  const titles = titlesOf(evidence, families);
  const columns = names.map((node) => ({ node, title: titles.get(node) ?? node }));
  return { columns, rows: [...rows.values()] };
}

const repeated = (known: LadderRow, row: LadderRow): LadderRow => ({
  ...known,
  times: known.times + 1,
  until: row.at,
  ...(row.bindings && { bindings: [...new Set([...(known.bindings ?? []), ...row.bindings])] }),
});

function boundBy(journey: Journey, bindings: FollowedBindings): Pick<LadderRow, "bindings" | "rule"> {
  const [used, rule] = [bindings.used(journey), bindings.rule(journey)];
  return { ...(used.length > 0 && { bindings: [...used] }), ...(rule !== undefined && { rule }) };
}

/** Multicast (RFC 5771, 224.0.0.0/4) that stays in the LAN: no router refused it. */
const staysInLan = ({ hops, end }: Journey): boolean =>
  end.is === "refused" && /^(22[4-9]|23\d)\./.test(hops[0]!.to!.address);

/** A question about a name, or its answer: the router itself takes part. */
const isOfResolver = ({ hops: [first] }: Journey): boolean =>
  [first!.from!.address, first!.to!.address].some((address) => address === resolver.ipv4 || address === resolver.ipv6);

/** The story's first step, or the first packet. */
export function startOf(evidence: Evidence): number {
  const packets = evidence.captures.flatMap((capture) => capture.packets[0]?.at ?? []);
  return storyStart(evidence) ?? Math.min(evidence.until, ...packets);
}

/** a, its routers outwards, relays, b's routers inwards, b; a router above both appears once. */
function nodesBetween({ addresses, relays }: Evidence, a: string, b: string): readonly string[] {
  const names = [
    a,
    ...(addresses.routersAbove[a] ?? []),
    ...relays.map((relay) => relay.node),
    ...[...(addresses.routersAbove[b] ?? [])].reverse(),
    b,
  ];
  return [...new Set(names)];
}

/** A router's name, and what it does to packets of these families. */
const titlesOf = ({ topology }: Evidence, families: ReadonlySet<Family>): ReadonlyMap<string, string> =>
  new Map(
    [...walk(topology)].map(({ name, node }) => [
      name,
      node.kind === "router" ? `${name} ${describeRouter(node, families)}` : name,
    ]),
  );

function rowOf(journey: Journey, evidence: Evidence, nodes: ReadonlySet<string>, start: number): LadderRow {
  const first = journey.hops[0]!;
  const last = journey.hops.at(-1)!;
  const label = labelOf(first.payload);
  const visited = [...new Set(journey.hops.map((hop) => hop.node))].filter((node) => node !== core && nodes.has(node));
  return {
    at: first.at - start,
    label,
    cells: visited.map((node) => ({ node, text: cellText(node, journey, label) })),
    end: journey.end.is,
    ...(journey.end.is === "delivered"
      ? {}
      : { towards: ownerOf(last.to!.address, evidence, nodes) ?? last.to!.address }),
    times: 1,
    frame: { node: last.node, frame: last.frame },
  };
}

/** At both ends the label of the datagram; in between, the external port. */
function cellText(node: string, { hops, end }: Journey, label: string): string {
  const here = hops.filter((hop) => hop.node === node);
  if (node === hops[0]!.node || (end.is === "delivered" && end.node === node)) return label;
  const outwards = here.find((packet) => packet.direction === "out" && packet.interface === "wan");
  const inwards = here.find((packet) => packet.direction === "in" && packet.interface === "wan");
  const port = outwards?.from?.port ?? inwards?.to?.port;
  return port === undefined ? "·" : `:${port}`;
}

const ownerOf = (address: string, evidence: Evidence, nodes: ReadonlySet<string>): string | undefined =>
  [...nodes].find((node) => addressesOf(evidence, node).has(address));
