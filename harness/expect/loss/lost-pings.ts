import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { analyse } from "../../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../../evidence/evidence.ts";
import type { Journey, Journeys } from "../../evidence/journeys/journeys.ts";
import { addressesOf, isRelayEndpoint } from "../../evidence/journeys/parties.ts";
import type { Ping } from "../../evidence/paths/pings.ts";

/**
 * Tunable, milliseconds. `most`: how long a program may take between its device and its socket; `relayed`: what the way
 * to a relay may add. `headers`: bytes that a relay may add or remove.
 */
const tuned = { slack: 2, most: 250, relayed: 1000, headers: 64 } as const;

/**
 * Lost pings that a cable explains, each with the lost datagram; no datagram explains two. It left the last edge that had
 * the ping, or a relay, soon after, and has the destination and length of datagrams with pings that do arrive.
 */
export function explainLosses(lost: readonly Ping[], evidence: Evidence): ReadonlyMap<Ping, Journey> {
  if (lost.length === 0) return new Map();
  const open = lostDatagrams(analyse(evidence).journeys);
  const habits = habitsOf(evidence);
  const candidates = new Map(
    lost.map((ping) => [ping, open.filter((journey) => mayCarry(journey, ping, habits, evidence))]),
  );
  const explains = new Map<Journey, Ping>();
  // A maximum matching (augmenting paths): a ping gives its datagram up if it can have another one.
  const find = (ping: Ping, tried: Set<Journey>): boolean => {
    for (const journey of candidates.get(ping)!) {
      if (tried.has(journey)) continue;
      tried.add(journey);
      const other = explains.get(journey);
      if (other !== undefined && !find(other, tried)) continue;
      explains.set(journey, ping);
      return true;
    }
    return false;
  };
  for (const ping of lost) find(ping, new Set());
  return new Map([...explains].map(([journey, ping]) => [ping, journey]));
}

/**
 * How many other datagrams that look like those with pings the edges sent, from the first of these pings on. Losses of
 * these explain no ping, but cannot be distinguished from those that do.
 */
export function sentBesides(pings: readonly Ping[], evidence: Evidence): number {
  const { crossings, journeys } = analyse(evidence);
  const habits = habitsOf(evidence);
  const [begin, end] = [pings[0]!.sent.at, pings.at(-1)!.sent.at + tuned.most];
  let besides = 0;
  for (const node of new Set(pings.flatMap((ping) => [ping.from, ping.to]))) {
    const own = crossings.filter(
      (crossing) => crossing.from === node && crossing.sent.at >= begin && crossing.sent.at <= end,
    );
    const straight = habits.get(`${node} ${node}`);
    const relayed = relayHabit(node, habits, evidence);
    const habit = straight ?? relayed;
    if (habit === undefined || own.length === 0) continue;
    const spare = straight === undefined ? tuned.headers : 0;
    const sizes = own.map((crossing) => crossing.sent.payload.length);
    const [least, most] = [Math.min(...sizes) + habit.least - spare, Math.max(...sizes) + habit.most + spare];
    const like = journeys.all.filter(({ origin, hops: [first] }) => {
      const { payload, at } = first!;
      if (sideOf(origin, node, evidence) !== node || at < begin || at > end) return false;
      const isThere = straight?.to.has(endpointKey(first!.to!)) ?? isRelayEndpoint(evidence, first!.to!);
      return isThere && payload.length >= least && payload.length <= most;
    });
    besides += Math.max(0, new Set(like.map(({ hops: [first] }) => first)).size - own.length);
  }
  return besides;
}

/** Of a datagram that a cable duplicates, both copies must be lost. */
function lostDatagrams(journeys: Journeys): readonly Journey[] {
  const lost = new Map<CapturedPacket, Journey>();
  for (const journey of journeys.all) if (journey.end.is === "lost") lost.set(journey.hops[0]!, journey);
  return [...lost.values()].filter(({ hops: [first] }) =>
    journeys.through(first!).every(({ end }) => end.is === "lost"),
  );
}

/** The pattern of a sender's datagrams with pings: their destination, and by how many bytes they exceed the ping. */
interface Habit {
  readonly to: Set<string>;
  least: number;
  most: number;
}

type Habits = ReadonlyMap<string, Habit>;

/**
 * By the sender of the ping and the node that the datagram left. Datagrams that leave a host as one piece, which the
 * kernel segments, are first seen as such behind a router on its side.
 */
function habitsOf(evidence: Evidence): Habits {
  const { crossings, journeys } = analyse(evidence);
  const habits = new Map<string, Habit>();
  for (const { from, sent, carrier } of crossings) {
    const first = carrier && journeys.through(carrier)[0]?.hops[0];
    if (first?.protocol !== "udp") continue;
    const more = first.payload.length - sent.payload.length;
    const key = `${from} ${sideOf(first.node, from, evidence)}`;
    const habit = habits.get(key) ?? { to: new Set<string>(), least: more, most: more };
    habit.to.add(endpointKey(first.to!));
    habit.least = Math.min(habit.least, more);
    habit.most = Math.max(habit.most, more);
    habits.set(key, habit);
  }
  return habits;
}

function mayCarry({ hops, origin }: Journey, ping: Ping, habits: Habits, evidence: Evidence): boolean {
  const first = hops[0]!;
  const last: CapturedPacket = ping.answered ?? ping.sent;
  const relay = evidence.relays.some((one) => one.node === origin);
  const side = sideOf(origin, last.node, evidence);
  if (side !== last.node && !relay) return false;
  const delay = first.at - last.at;
  if (delay < -tuned.slack || delay > (relay ? tuned.relayed : tuned.most)) return false;
  const more = first.payload.length - last.payload.length;
  const within = ({ least, most }: Habit, spare = 0): boolean => more >= least - spare && more <= most + spare;
  const habit = habits.get(`${last.node} ${side}`);
  if (habit?.to.has(endpointKey(first.to!)) === true && within(habit)) return true;
  if (relay) return habit === undefined && more >= 0;
  // Relayed datagrams are matched when they arrive from the relay: of those sent to it only the approximate length is known.
  const relayed = relayHabit(last.node, habits, evidence);
  if (relayed !== undefined && isRelayEndpoint(evidence, first.to!)) return within(relayed, tuned.headers);
  const peer = last.node === ping.from ? ping.to : ping.from;
  const towards = addressesOf(evidence, peer).has(first.to!.address) || isRelayEndpoint(evidence, first.to!);
  return habit === undefined && more >= 0 && towards;
}

/** The pattern of what a relay forwards for a sender. */
const relayHabit = (sender: string, habits: Habits, { relays }: Evidence): Habit | undefined =>
  relays.map(({ node }) => habits.get(`${sender} ${node}`)).find((habit) => habit !== undefined);

const sideOf = (node: string, host: string, { addresses }: Evidence): string =>
  addresses.routersAbove[host]?.includes(node) === true ? host : node;
