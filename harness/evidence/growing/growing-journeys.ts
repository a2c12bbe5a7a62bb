import type { Instant } from "../../../src/base/instant.ts";
import { payloadDigest } from "../capture/payload-key.ts";
import type { Capture, CapturedPacket } from "../evidence.ts";
import { GrowingCaptures, inTime, type Placed } from "./growing-captures.ts";
import { acrossCables, segmentTimes, type SegmentTimes } from "../journeys/across-cables.ts";
import { EqualPackets, type Group } from "./equal-packets.ts";
import { JourneyHop } from "./journey-hop.ts";
import { indexByHop, type Journey, type JourneyEnd, type Journeys } from "../journeys/journeys.ts";
import { throughRouter, tuned as router } from "../journeys/through-routers.ts";
import type { Wiring } from "../journeys/wiring.ts";

/** Tunable: hops of a journey behind which a search is worth its while. */
const tuned = { usual: 64 } as const;

/**
 * Journeys in captures that grow: what comes is paired with what is there, and only journeys that it is part of are
 * followed again. The result does not depend on how the packets came in portions.
 */
export class GrowingJourneys {
  readonly #wiring: Wiring;
  readonly #segments = new Map<number, SegmentTimes>();
  readonly #hops = new Map<CapturedPacket, JourneyHop>();
  readonly #equal = new Map<string, EqualPackets>();
  /** Those that have grown. */
  readonly #onSegments = new Set<Group>();
  readonly #inRouters = new Set<Group>();
  #lasts: JourneyHop[] = [];
  #round = 0;
  #latest: { readonly until: Instant; readonly journeys: Journeys } | undefined;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  add(placed: readonly Placed[]): void {
    const hops = placed.flatMap((one) => this.#hopOf(one) ?? []);
    if (hops.length === 0) return;
    this.#latest = undefined;
    for (const hop of hops.sort(inTime)) {
      const { packet } = hop;
      this.#hops.set(packet, hop);
      this.#list(hop);
      const digest = payloadDigest(packet);
      let equal = this.#equal.get(digest);
      if (equal === undefined) this.#equal.set(digest, (equal = new EqualPackets()));
      const onSegment = equal.onSegment(hop);
      onSegment.add(hop);
      this.#onSegments.add(onSegment);
      if (this.#wiring.kindOf(packet.node) === "host") continue;
      const inRouter = equal.inRouter(hop);
      inRouter.add(hop);
      this.#inRouters.add(inRouter);
    }
  }

  /** As far as they are known at that time, in the order of the first hops. */
  at(until: Instant): Journeys {
    if (this.#latest?.until === until) return this.#latest.journeys;
    const round = ++this.#round;
    this.#pair();
    const found = this.#listed(until);
    let index: ReadonlyMap<CapturedPacket, readonly Journey[]> | undefined;
    const through = (packet: CapturedPacket): readonly Journey[] => {
      // What came later may have changed the hops.
      if (this.#round !== round || this.#onSegments.size > 0) index ??= indexByHop(found);
      return index === undefined ? this.#through(packet) : (index.get(packet) ?? []);
    };
    const journeys = { all: found, through };
    this.#latest = { until, journeys };
    return journeys;
  }

  #listed(until: Instant): readonly Journey[] {
    this.#lasts = this.#lasts.filter((hop) => (hop.isListed = hop.after.length === 0));
    for (const last of this.#lasts) this.#know(last, until);
    this.#lasts.sort((a, b) => a.start - b.start || inTime(a, b));
    return this.#lasts.map(({ journeys }) => journeys![0]);
  }

  /** Undefined = not a datagram on a cable, or not a sound one. */
  #hopOf(placed: Placed): JourneyHop | undefined {
    const { protocol, overheard, isDamaged, node, interface: name } = placed.packet;
    if (protocol !== "udp" || overheard || isDamaged) return undefined;
    const segment = this.#wiring.segmentOf(node, name);
    return segment === undefined ? undefined : new JourneyHop(placed, segment);
  }

  #timesOf(segment: number): SegmentTimes {
    let times = this.#segments.get(segment);
    if (times === undefined) this.#segments.set(segment, (times = segmentTimes(this.#wiring, segment)));
    return times;
  }

  #list(hop: JourneyHop): void {
    if (!hop.isListed) this.#lasts.push(hop);
    hop.isListed = true;
  }

  #pair(): void {
    const hopOf = (packet: CapturedPacket): JourneyHop => this.#hops.get(packet)!;
    const moved: JourneyHop[] = [];
    const move = (changes: ReturnType<Group["changes"]>): void => {
      for (const [hop, before] of changes) {
        const former = hop.before;
        hop.comeFrom(before);
        moved.push(hop);
        if (former?.after.length === 0) this.#list(former);
      }
    };
    for (const group of this.#onSegments) {
      const times = this.#timesOf(group.first.segment);
      move(group.changes("in", (packets) => acrossCables(packets, times), hopOf));
    }
    for (const group of this.#inRouters) move(group.changes("out", throughRouter, hopOf));
    this.#onSegments.clear();
    this.#inRouters.clear();
    for (const hop of moved) this.#forget(hop);
  }

  /** The journeys that it is part of are other ones now. */
  #forget(hop: JourneyHop): void {
    if (hop.round === this.#round) return;
    hop.round = this.#round;
    hop.journeys = undefined;
    for (const next of hop.after) this.#forget(next);
  }

  #know(last: JourneyHop, until: Instant): void {
    const known = last.journeys?.[0];
    if (known?.end.is === "delivered") return;
    const end = this.#endOf(last, until);
    if (known?.end.is === end.is) return;
    const hops: CapturedPacket[] = [];
    for (let hop: JourneyHop | undefined = last; hop !== undefined; hop = hop.before) hops.push(hop.packet);
    const { node: origin, at } = hops.at(-1)!;
    last.start = at;
    last.journeys = [{ hops: hops.reverse(), origin, end }];
  }

  #endOf({ packet: { node, interface: name, direction, at }, segment }: JourneyHop, until: Instant): JourneyEnd {
    if (direction === "in" && this.#wiring.kindOf(node) === "host") return { is: "delivered", node };
    const most = direction === "out" ? this.#timesOf(segment).slowest : router.forwarding;
    if (until - at < most) return { is: "under way" };
    return direction === "out" ? { is: "lost", after: `${node} ${name}` } : { is: "refused", by: node, side: name };
  }

  /** Only until more is added, or another time asked for. */
  #through(packet: CapturedPacket): readonly Journey[] {
    let hop = this.#hops.get(packet);
    for (let steps = 0; hop?.after.length === 1 && steps < tuned.usual; steps++) hop = hop.after[0]!;
    if (hop === undefined) return [];
    if (hop.after.length === 0) return hop.journeys!;
    return lastsBehind(hop)
      .sort(inTime)
      .flatMap(({ journeys }) => journeys!);
  }
}

/** None, if a datagram seems to come from itself. */
function lastsBehind(hop: JourneyHop): JourneyHop[] {
  const all = new Set([hop]);
  for (const { after } of all) for (const next of after) all.add(next);
  return [...all].filter(({ after }) => after.length === 0);
}

/** In the order of the first hops. */
export function followJourneys(captures: readonly Capture[], wiring: Wiring, until: Instant): Journeys {
  const journeys = new GrowingJourneys(wiring);
  journeys.add(new GrowingCaptures(captures).continue(captures));
  return journeys.at(until);
}
