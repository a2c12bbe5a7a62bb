import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after } from "../../base/instant.ts";
import { tuned } from "../timing.ts";
import { PathChecks } from "./path-checks.ts";
import { RoundTrips } from "./round-trip.ts";

/** A path that the peer has acknowledged. Readable by all; changed only by its own methods. */
export type ProvenPath = Readonly<MutablePath>;

class MutablePath {
  readonly socket: Endpoint;
  /** The best rank under which we learned of the socket. */
  cookie: number;
  readonly since: Instant;
  readonly roundTrips = new RoundTrips();
  readonly checks = new PathChecks();
  /** The last acknowledgement: the only proof that our packets arrive. */
  acked: Instant;
  /** The last direct packet of any kind. */
  heard: Instant;
  /** When the first frame left after which nothing came back; undefined = none. */
  awaiting: Instant | undefined;
  /** Keep-alives since the last acknowledgement. */
  unanswered = 0;
  /** The peer uses another path, although we reach it by this one. */
  doubted = false;
  nextProbe: Instant;
  #kept: { readonly usedAt: Instant | undefined; readonly for: Duration } | undefined;

  constructor(socket: Endpoint, cookie: number, now: Instant) {
    this.socket = socket;
    this.cookie = cookie;
    this.since = this.acked = this.heard = this.nextProbe = now;
  }

  /** An acknowledgement arrived: the path is not in doubt. */
  acknowledged(cookie: number, now: Instant): void {
    this.cookie = Math.max(this.cookie, cookie);
    this.acked = now;
    this.checks.answered();
    this.unanswered = 0;
    this.doubted = false;
    this.heardAt(now);
  }

  heardAt(now: Instant): void {
    this.heard = now;
    this.awaiting = undefined;
  }

  /** A frame was sent: an answer is expected. */
  await(now: Instant): void {
    this.awaiting ??= now;
  }

  /** The peer relays, or punches, although it could use this path. */
  doubt(): void {
    this.doubted = true;
  }

  /** A keep-alive was sent. */
  asked(now: Instant): void {
    this.unanswered++;
    this.checks.asked();
    this.postpone(now);
  }

  /**
   * How long it is kept alive after its last use: the shortest time allowed since then, because the end of other
   * paths is no reason to keep this one longer.
   */
  kept(usedAt: Instant | undefined, allowed: Duration): Duration {
    const before = this.#kept?.usedAt === usedAt ? this.#kept?.for : undefined;
    if (before !== undefined && before <= allowed) return before;
    this.#kept = { usedAt, for: allowed };
    return allowed;
  }

  /** Postpones the next keep-alive. */
  postpone(now: Instant): void {
    this.nextProbe = after(now, tuned.suspectRetry);
  }

  /** The time until now does not count as silence. */
  excuse(now: Instant): void {
    if (this.unanswered > 0) this.postpone(now);
    if (this.awaiting !== undefined) this.awaiting = now;
  }
}

export const provenPath = ({ socket, cookie }: Pick<ProvenPath, "socket" | "cookie">, now: Instant): ProvenPath =>
  new MutablePath(socket, cookie, now);
