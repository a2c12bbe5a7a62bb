import { endpointKey, sameEndpoint } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../evidence.ts";
import { inTime } from "./growing-captures.ts";
import type { JourneyHop } from "./journey-hop.ts";

/** Effect → cause. */
export type Pairs = ReadonlyMap<CapturedPacket, CapturedPacket>;

/** Packets whose pairs do not depend on any other: equal ones on one segment, or of equal payload in one router. */
export class Group {
  readonly #hops: JourneyHop[] = [];
  #isSorted = true;

  add(hop: JourneyHop): void {
    const last = this.#hops.at(-1);
    if (last !== undefined && inTime(last, hop) > 0) this.#isSorted = false;
    this.#hops.push(hop);
  }

  get first(): JourneyHop {
    return this.#hops[0]!;
  }

  /** Each hop that comes from another one than was thought, with that one. `direction`: of what comes from others. */
  *changes(
    direction: "in" | "out",
    pairsOf: (packets: readonly CapturedPacket[]) => Pairs,
    hopOf: (packet: CapturedPacket) => JourneyHop,
  ): Iterable<readonly [hop: JourneyHop, before: JourneyHop | undefined]> {
    if (this.#hops.length === 1) return;
    if (!this.#isSorted) this.#hops.sort(inTime);
    this.#isSorted = true;
    const pairs = pairsOf(this.#hops.map(({ packet }) => packet));
    for (const hop of this.#hops) {
      if (hop.packet.direction !== direction) continue;
      const before = pairs.get(hop.packet);
      if (before !== hop.before?.packet) yield [hop, before && hopOf(before)];
    }
  }
}

/** Tunable: among more groups than this an index is faster than a search. */
const tuned = { few: 12 } as const;

/** Packets with equal payload. */
export class EqualPackets {
  readonly #onSegments: Group[] = [];
  readonly #inRouters: Group[] = [];
  #index: Map<string, Group> | undefined;

  /** Those from and to the same endpoints on the same segment. */
  onSegment(hop: JourneyHop): Group {
    const { segment, packet } = hop;
    const group =
      this.#index?.get(keyOf(hop)) ??
      (this.#index === undefined
        ? this.#onSegments.find(
            ({ first }) =>
              first.segment === segment &&
              sameEndpoint(first.packet.from!, packet.from!) &&
              sameEndpoint(first.packet.to!, packet.to!),
          )
        : undefined);
    if (group !== undefined) return group;
    const made = new Group();
    this.#onSegments.push(made);
    if (this.#index !== undefined) this.#index.set(keyOf(hop), made);
    else if (this.#onSegments.length > tuned.few)
      this.#index = new Map(
        this.#onSegments.map((one) => (one === made ? [keyOf(hop), made] : [keyOf(one.first), one])),
      );
    return made;
  }

  /** Those in the same router. */
  inRouter({ packet: { node } }: JourneyHop): Group {
    const known = this.#inRouters.find(({ first }) => first.packet.node === node);
    if (known !== undefined) return known;
    const made = new Group();
    this.#inRouters.push(made);
    return made;
  }
}

const keyOf = ({ segment, packet: { from, to } }: JourneyHop): string =>
  `${segment} ${endpointKey(from!)} ${endpointKey(to!)}`;
