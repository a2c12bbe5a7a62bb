import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import { GrowingCaptures } from "./growing-captures.ts";
import { GrowingJourneys } from "./growing-journeys.ts";
import type { Journey, Journeys } from "../journeys/journeys.ts";
import { followStreams } from "../journeys/streams.ts";
import { wiringOf, type Wiring } from "../journeys/wiring.ts";
import { GrowingPings, type Ping } from "../paths/pings.ts";

/** What is followed through captures, without regard to how claims see it. */
export interface Followed {
  readonly wiring: Wiring;
  readonly journeys: Journeys;
  readonly pings: readonly Ping[];
}

/** Tunable: windows of one network's captures that are followed side by side. */
const tuned = { windows: 3 } as const;

const known = new WeakMap<AddressPlan, GrowingAnalysis[]>();

/**
 * Follows what evidence has in addition to other evidence of the same network, if it begins with the same packets, and
 * everything otherwise. The result is the same.
 */
export function follow(evidence: Evidence): Followed {
  const all = known.get(evidence.addresses) ?? [];
  const found = all.find((one) => one.isContinuedBy(evidence)) ?? new GrowingAnalysis(evidence);
  known.set(evidence.addresses, [found, ...all.filter((one) => one !== found)].slice(0, tuned.windows));
  return found.continue(evidence);
}

/** What is known of evidence that is judged again and again while it grows. */
class GrowingAnalysis {
  readonly #topology: Evidence["topology"];
  readonly #overlay: Evidence["overlay"];
  readonly #captures: GrowingCaptures;
  readonly #wiring: Wiring;
  readonly #datagrams: GrowingJourneys;
  readonly #pings: GrowingPings;
  #streams: ReadonlyMap<CapturedPacket, readonly Journey[]> = new Map();

  constructor({ topology, addresses, overlay, captures }: Evidence) {
    this.#topology = topology;
    this.#overlay = overlay;
    this.#captures = new GrowingCaptures(captures);
    this.#wiring = wiringOf(topology, addresses, new Set(captures.map((capture) => capture.node)));
    this.#datagrams = new GrowingJourneys(this.#wiring);
    this.#pings = new GrowingPings(overlay);
  }

  isContinuedBy({ topology, overlay, captures }: Evidence): boolean {
    return topology === this.#topology && isSame(overlay, this.#overlay) && this.#captures.isContinuedBy(captures);
  }

  continue(evidence: Evidence): Followed {
    const fresh = this.#captures.continue(evidence.captures);
    this.#datagrams.add(fresh);
    this.#pings.add(fresh);
    if (fresh.some(({ packet }) => packet.protocol === "tcp")) this.#streams = followStreams(evidence, this.#wiring);
    const [datagrams, streams] = [this.#datagrams.at(evidence.until), this.#streams];
    const through = (packet: CapturedPacket): readonly Journey[] => streams.get(packet) ?? datagrams.through(packet);
    return { wiring: this.#wiring, journeys: { ...datagrams, through }, pings: this.#pings.all };
  }
}

function isSame(one: Evidence["overlay"], other: Evidence["overlay"]): boolean {
  const nodes = Object.keys(one);
  return (
    nodes.length === Object.keys(other).length &&
    nodes.every((node) => one[node]!.address === other[node]?.address && one[node]!.device === other[node].device)
  );
}
