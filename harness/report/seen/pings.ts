import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Crossing } from "../../evidence/paths/paths.ts";
import type { Ping } from "../../evidence/paths/pings.ts";
import { roundTripLegs } from "../../expect/loss/links-between.ts";
import type { SeenPings } from "./schema.ts";

/** Tunable: more points than this cannot be distinguished in a plot. */
const tuned = { points: 200 } as const;

/** The pings between two nodes, by the node that sent them. */
export function pingsBetween(evidence: Evidence, a: string, b: string, start: number): SeenPings[] {
  const { crossings, pings } = analyse(evidence);
  const paths = new Map<Ping, Crossing["path"][]>();
  for (const { ping, path } of crossings) paths.set(ping, [...(paths.get(ping) ?? []), path]);
  return [
    [a, b],
    [b, a],
  ].flatMap(([from, to]) => {
    const own = pings.filter((ping) => ping.from === from && ping.to === to);
    if (own.length === 0) return [];
    const groups = grouped(own);
    const entries = groups.map((group) => entryOf(group, paths, start));
    return {
      from: from!,
      to: to!,
      at: entries.map(({ at }) => at),
      ms: entries.map(({ ms }) => ms),
      lost: entries.map(({ lost }) => lost),
      path: entries.map(({ path }) => path).join(""),
      asked: askedBetween(evidence, from!, to!),
    };
  });
}

/** Neighbours in groups of equal size, as many as a plot can show. */
function grouped(pings: readonly Ping[]): readonly (readonly Ping[])[] {
  const size = Math.ceil(pings.length / tuned.points);
  return Array.from({ length: Math.ceil(pings.length / size) }, (_, i) => pings.slice(i * size, (i + 1) * size));
}

function entryOf(group: readonly Ping[], paths: ReadonlyMap<Ping, readonly Crossing["path"][]>, start: number) {
  const times = group.flatMap(({ sent, returned }) => (returned === undefined ? [] : [returned.at - sent.at]));
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  const taken = new Set(group.flatMap((ping) => paths.get(ping) ?? []).filter((path) => path !== "none"));
  const [only] = taken;
  return {
    at: Math.round(group[0]!.sent.at - start),
    ms: median === undefined ? null : Number(median.toFixed(1)),
    lost: group.length - times.length,
    path: only === undefined ? "x" : taken.size > 1 ? "m" : ({ direct: "d", relayed: "r" }[only as string] ?? "m"),
  };
}

/** There and back, as first configured. */
function askedBetween({ topology, relays }: Evidence, from: string, to: string): SeenPings["asked"] {
  const delay = (relay?: string): number =>
    roundTripLegs(topology, from, to, relay).reduce((sum, { asked }) => sum + asked.delay, 0);
  const [relay] = relays;
  return { direct: delay(), ...(relay !== undefined && { relayed: delay(relay.node) }) };
}
