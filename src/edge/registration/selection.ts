import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Instant, after, earliest, seconds, since } from "../../base/instant.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import type { EdgeConfig } from "../config.ts";
import type { FieldText, PeerInfo } from "../../wire/message.ts";
import type { Outbox } from "../outbox.ts";
import { RoundTrips } from "../paths/round-trip.ts";
import type { LocalEdge } from "../local-edge.ts";
import type { Supernodes } from "./supernodes.ts";
import type { ListedSupernode } from "../../status/edge-status.ts";
import { printableText } from "../../wire/fields/text.ts";
import { tuned } from "../timing.ts";

/** What a supernode's answers to pings have shown. */
interface Rating {
  readonly roundTrips: RoundTrips;
  readonly mac: Mac;
  readonly at: Instant;
  readonly version: FieldText;
  readonly startedAt: Instant;
}

/**
 * Chooses among several supernodes (fact sheet §10.1, §10.3). The reference's "load" is always zero, so its edges
 * move without reason. We use the user's order instead: edges that agree on one supernode find each other even if the
 * supernodes do not federate. We move only to one that answers and is better by more than chance.
 */
export class Selection {
  readonly #self: LocalEdge;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  readonly #by: NonNullable<EdgeConfig["selection"]>;
  readonly #pings: boolean;
  readonly #ratings = new Map<string, Rating>();
  /** Pings that may still be answered, by socket. */
  #pinged = new Map<string, Instant>();
  /** Deadline of the first choice; undefined = it has been made. */
  #choosing: Instant | undefined;
  #sweep: Instant | undefined;
  /** When the current one is first pinged. */
  #firstLook: Instant | "done" | undefined;

  /** `pings` = false: over TCP each ping would need a connection (§3.11), so only the user's order remains. */
  constructor(self: LocalEdge, out: Outbox, supernodes: Supernodes, by: EdgeConfig["selection"], pings = true) {
    this.#pings = pings;
    this.#self = self;
    this.#out = out;
    this.#supernodes = supernodes;
    this.#by = by ?? "load";
  }

  /** Asks the known supernodes which of them are up. False = there is no choice. */
  begin(now: Instant): boolean {
    if (!this.#pings || !this.#supernodes.several) return false;
    this.#choosing ??= after(now, tuned.firstAnswer);
    const news = this.#supernodes.all().filter((one) => !this.#pinged.has(endpointKey(one)));
    this.#ping(news, now);
    return true;
  }

  /**
   * The current one has acknowledged. It is pinged even if it is the only one, for the status: version and round
   * trip.
   */
  settled(now: Instant): void {
    this.#choosing = undefined;
    if (!this.#pings) return;
    this.#firstLook ??= after(now, tuned.firstLook);
    this.#sweep ??= after(now, tuned.sweepEvery);
  }

  /** For the status. `place` = its place in the list. */
  known(
    socket: Endpoint,
    place: number,
  ): Pick<ListedSupernode, "mac" | "lastSeen" | "roundTrip" | "version" | "startedAt" | "selection"> {
    const rating = this.#ratings.get(endpointKey(socket));
    if (rating === undefined) return {};
    const { mac, at, version, startedAt, roundTrips } = rating;
    const roundTrip = roundTrips.median!;
    const selection = { load: `place = ${place + 1}`, rtt: `rtt = ${roundTrip.toFixed(1)} ms`, mac: `mac = ${mac}` }[
      this.#by
    ];
    return { mac, lastSeen: at, version: printableText(version), startedAt, roundTrip, selection };
  }

  /** The current one is silent. Returns the one to try next. */
  instead(silent: Endpoint, now: Instant): void {
    this.#ratings.delete(endpointKey(silent));
    const best = this.#by === "load" ? undefined : this.#best(now);
    if (best === undefined) this.#supernodes.next();
    else this.#supernodes.use(best);
  }

  stop(): void {
    this.#choosing = this.#sweep = undefined;
    this.#firstLook = "done";
  }

  due(): Instant | undefined {
    // If there is no alternative, the ping serves only the status.
    const sweep = this.#supernodes.several ? this.#sweep : this.#sweep && after(this.#sweep, tuned.slack);
    return earliest(this.#choosing, sweep, this.#firstLook === "done" ? undefined : this.#firstLook);
  }

  /** The one to use now; undefined = no other one. */
  tick(now: Instant): Endpoint | undefined {
    if (this.#choosing !== undefined && now >= this.#choosing) return this.#choose(now);
    if (this.#firstLook !== undefined && this.#firstLook !== "done" && now >= this.#firstLook) {
      this.#firstLook = "done";
      if (this.#supernodes.current !== undefined) this.#ping([this.#supernodes.current], now);
    }
    if (this.#sweep === undefined || now < this.#sweep) return undefined;
    this.#sweep = after(now, tuned.sweepEvery);
    this.#pinged.clear();
    this.#forget();
    this.#ping(this.#worthAPing(), now);
    return undefined;
  }

  /** The answer to a ping; returns the supernode to use now. */
  answered({ source: mac, version, uptime }: PeerInfo, from: Endpoint, now: Instant): Endpoint | undefined {
    const key = endpointKey(from);
    const asked = this.#pinged.get(key);
    if (asked === undefined) return undefined;
    this.#pinged.delete(key);
    const roundTrips = this.#ratings.get(key)?.roundTrips ?? new RoundTrips();
    roundTrips.took(since(asked, now));
    this.#ratings.set(key, { mac, at: now, roundTrips, version, startedAt: after(now, seconds(-uptime)) });
    return this.#choosing === undefined ? this.#move(from) : this.#firstAnswer(from, now);
  }

  #firstAnswer(from: Endpoint, now: Instant): Endpoint | undefined {
    const best = this.#by === "rtt" || (this.#by === "load" && sameEndpoint(from, this.#supernodes.all()[0]!));
    if (best || this.#pinged.size === 0) return this.#choose(now);
    this.#choosing = earliest(this.#choosing, after(now, tuned.betterAnswer));
    return undefined;
  }

  #choose(now: Instant): Endpoint | undefined {
    this.#choosing = undefined;
    return this.#best(now) ?? this.#supernodes.all()[0];
  }

  #move(to: Endpoint): Endpoint | undefined {
    const current = this.#supernodes.current;
    if (current === undefined || sameEndpoint(to, current)) return undefined;
    const [rival, present] = [to, current].map((one) => this.#ratings.get(endpointKey(one)));
    if (this.#by === "load") return this.#supernodes.better().some((one) => sameEndpoint(one, to)) ? to : undefined;
    if (rival === undefined || present === undefined) return undefined;
    if (this.#by === "mac") return rival.mac < present.mac ? to : undefined;
    const least = Math.min(median(present) * tuned.nearerShare, median(present) - tuned.nearerBy);
    return median(rival) < least ? to : undefined;
  }

  /** The best by the chosen criterion; the first of equals. Undefined = none has answered recently. */
  #best(now: Instant): Endpoint | undefined {
    const rated = this.#supernodes.all().flatMap((one) => {
      const rating = this.#ratings.get(endpointKey(one));
      return rating === undefined || since(rating.at, now) > 2 * tuned.sweepEvery ? [] : [{ one, rating }];
    });
    if (this.#by === "rtt") rated.sort((a, b) => median(a.rating) - median(b.rating));
    if (this.#by === "mac") rated.sort((a, b) => (a.rating.mac < b.rating.mac ? -1 : 1));
    return rated[0]?.one;
  }

  /** Those worth a ping, including the current one: by order the better ones, otherwise all. */
  #worthAPing(): readonly Endpoint[] {
    const { current } = this.#supernodes;
    if (this.#by !== "load") return this.#supernodes.all();
    return current === undefined ? this.#supernodes.better() : [current, ...this.#supernodes.better()];
  }

  #ping(sockets: readonly Endpoint[], now: Instant): void {
    for (const socket of sockets.slice(0, tuned.pingsMax)) {
      this.#pinged.set(endpointKey(socket), now);
      this.#out.send(socket, this.#choosing === undefined ? this.#self.query(nullMac) : this.#self.ping());
    }
  }

  /** Names may resolve to other addresses than before. */
  #forget(): void {
    for (const key of this.#ratings.keys()) if (!this.#supernodes.hasKey(key)) this.#ratings.delete(key);
  }
}

const median = ({ roundTrips }: Rating): number => roundTrips.median!;
