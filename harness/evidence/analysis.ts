/**
 * From captures to paths, in the order of processing:
 *
 * 1. `capture/pcap.ts`, `capture/dissect.ts`: records → packets at interfaces
 * 2. `story-packets.ts`: without those of building and proving
 * 3. `journeys/wiring.ts`: which interfaces are connected, and by what link
 * 4. `journeys/across-cables.ts`, `journeys/through-routers.ts`: equal datagrams, paired over cables and NATs
 *    `growing/equal-packets.ts`, `growing/journey-hop.ts`, `growing/growing-journeys.ts`: one datagram, followed from pair to pair
 *    `journeys/sent-bytes.ts`, `journeys/streams.ts`: bytes of TCP connections, from host to host
 * 5. `paths/pings.ts`: the echoes of the overlay
 *    `growing/growing-captures.ts`, `growing/growing-analysis.ts`: of growing evidence only what is new is followed in 4 and 5
 * 6. `paths/ways.ts`, `paths/way-assignment.ts`: which datagrams can have carried each ping
 * 7. `paths/paths.ts`: crossings: direct, relayed, elsewhere, ambiguous, none
 * 8. `carried.ts`: without pings that came out although nothing had come in
 * 9. `journeys/link-quality.ts`: what each link did, and how it was configured
 *
 * @module
 */
import type { Instant } from "../../src/base/instant.ts";
import { directDatagrams } from "./journeys/direct-datagrams.ts";
import type { Evidence } from "./evidence.ts";
import { follow, type Followed } from "./growing/growing-analysis.ts";
import { measureLinks, type LinkMeasurement } from "./journeys/link-quality.ts";
import type { Journey, Journeys } from "./journeys/journeys.ts";
import { onlyCarried, type Crossed } from "./carried.ts";
import { crossingsOf, type Crossing } from "./paths/paths.ts";
import type { Ping } from "./paths/pings.ts";
import { storyPackets } from "./story-packets.ts";
import { underlayTimes } from "./journeys/underlay.ts";
import { waysBetween, type Way } from "./paths/ways.ts";
import type { Wiring } from "./journeys/wiring.ts";

/** What follows from evidence independently of claims. Each part is computed on first use. */
export interface Analysis {
  readonly wiring: Wiring;
  readonly pings: readonly Ping[];
  readonly journeys: Journeys;
  readonly crossings: readonly Crossing[];
  /** Compared with their initial configuration. */
  readonly links: readonly LinkMeasurement[];
  /** Compared with their configuration at that time. */
  linksAt(at: Instant): readonly LinkMeasurement[];
  /** Milliseconds of a ping's round trip outside programs. */
  underlay(ping: Ping): number | undefined;
  /** Everything that `to` received and that can have come from `from`. */
  ways(from: string, to: string): readonly Way[];
  /** What `from` sent directly to `to`. */
  direct(from: string, to: string): readonly Journey[];
}

const analyses = new WeakMap<Evidence, Analysis>();

/** Cached per evidence value: evidence never changes, growing evidence is a new value. */
export function analyse(evidence: Evidence): Analysis {
  let analysis = analyses.get(evidence);
  if (analysis === undefined) {
    analysis = new LazyAnalysis({ ...evidence, captures: storyPackets(evidence) });
    analyses.set(evidence, analysis);
  }
  return analysis;
}

class LazyAnalysis implements Analysis {
  readonly #evidence: Evidence;
  #followed: Followed | undefined;
  #crossed: Crossed | undefined;
  #underlay: ((ping: Ping) => number | undefined) | undefined;
  readonly #ways = new Map<string, readonly Way[]>();
  readonly #direct = new Map<string, readonly Journey[]>();
  #links: readonly LinkMeasurement[] | undefined;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  get #follow(): Followed {
    return (this.#followed ??= follow(this.#evidence));
  }

  get wiring(): Wiring {
    return this.#follow.wiring;
  }

  get pings(): readonly Ping[] {
    return this.#carried.pings;
  }

  get journeys(): Journeys {
    return this.#follow.journeys;
  }

  get crossings(): readonly Crossing[] {
    return this.#carried.crossings;
  }

  get #carried(): Crossed {
    return (this.#crossed ??= this.#cross());
  }

  #cross(): Crossed {
    const { pings } = this.#follow;
    return onlyCarried({ pings, crossings: crossingsOf(pings, (from, to) => this.#between(from, to)) });
  }

  get links(): readonly LinkMeasurement[] {
    return (this.#links ??= measureLinks(this.#evidence, this.wiring));
  }

  linksAt(at: Instant): readonly LinkMeasurement[] {
    const changed = this.#evidence.steps.some(({ event, at: when }) => event?.kind === "set-link" && when <= at);
    return changed ? measureLinks(this.#evidence, this.wiring, at) : this.links;
  }

  ways(from: string, to: string): readonly Way[] {
    return this.#between(from, to).filter((way) => way.loose !== true);
  }

  #between(from: string, to: string): readonly Way[] {
    const key = `${from} ${to}`;
    const known = this.#ways.get(key) ?? waysBetween(this.#evidence, this.journeys, from, to);
    this.#ways.set(key, known);
    return known;
  }

  direct(from: string, to: string): readonly Journey[] {
    const key = `${from} ${to}`;
    const known = this.#direct.get(key) ?? directDatagrams(this.#evidence, this.journeys, from, to);
    this.#direct.set(key, known);
    return known;
  }

  underlay(ping: Ping): number | undefined {
    return (this.#underlay ??= underlayTimes(this.#evidence, this.crossings, this.journeys))(ping);
  }
}
