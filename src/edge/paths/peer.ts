import { type Endpoint, type IpNet, noIpNet, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { FieldText } from "../../wire/message.ts";
import type { PathReason } from "../../status/edge-status.ts";
import { tuned } from "../timing.ts";
import { type ProvenPath, provenPath } from "./proven-path.ts";
import { type Punch, punchFrom } from "./punch.ts";

/** Where a peer might be reached; `cookie` ranks how we learned of it. */
export interface Candidate {
  readonly socket: Endpoint;
  readonly cookie: number;
}

/** A REGISTER of ours that may still be acknowledged. */
export interface Probe {
  readonly cookie: number;
  readonly at: Instant;
  /** From when an answer's delay is counted; undefined = it may belong to one of several (Karn's rule, RFC 6298 §3). */
  readonly timed: Instant | undefined;
  readonly answered: boolean;
}

/**
 * Everybody reads a peer; its own methods alone change it. They keep: what a path that was lost or found makes
 * meaningless (a challenger, `fruitless`) goes with it; `since`, `why` and `fruitless` change together; candidates and
 * probes stay few.
 */
export type Peer = Readonly<PeerRecord>;

class PeerRecord {
  readonly mac: Mac;
  address: IpNet | undefined;
  description: FieldText | undefined;
  lastSeen: Instant;
  /** The last unicast frame in either direction; undefined = only overheard. */
  lastUsed: Instant | undefined;
  /** The last datagram that came from the peer itself, by the path that we use. */
  lastDirect: Instant | undefined;
  /** Latest first. */
  candidates: readonly Candidate[] = [];
  readonly #probes = new Map<string, Probe>();
  /** Where ports were guessed last: the first of them. */
  guess: { readonly from: Endpoint; readonly at: Instant } | undefined;
  direct: ProvenPath | undefined;
  /** An equal path that answered while the present one seemed well: adopted if the present one stays silent. */
  challenger: (Candidate & { readonly at: Instant }) | undefined;
  /** How often, and when last, we introduced ourselves; due when frames have travelled for a moment. */
  introduced: { readonly times: number; readonly at: Instant } | undefined;
  punch: Punch | undefined;
  lastPunch: Instant | undefined;
  lastQuery: Instant | undefined;
  /** When the path last changed, and the reason in a word. */
  since: Instant;
  why: PathReason = "new";
  /** REGISTERs to its sockets since then that brought no path. */
  fruitless = 0;
  /** The datapath may carry its relayed frames. */
  forwarded = false;
  /** Not later than the next time something must be done about this peer. */
  due: Instant | undefined;

  constructor(mac: Mac, now: Instant) {
    this.mac = mac;
    this.lastSeen = this.since = now;
  }

  /** By socket, the latest last. */
  get probes(): ReadonlyMap<string, Probe> {
    return this.#probes;
  }

  /** Something came from it, by whatever way. */
  seen(now: Instant): void {
    this.lastSeen = now;
  }

  /** A unicast frame in either direction. */
  used(now: Instant): void {
    this.lastUsed = now;
  }

  /** Who it says it is. One that gets its address by DHCP does not know it at first. */
  describes(address: IpNet, description: FieldText): void {
    if (address.address !== noIpNet.address || this.address === undefined) this.address = address;
    this.description = description;
  }

  /** The address that its ARP requests show. */
  named(address: IpNet): void {
    this.address = address;
  }

  /** Puts a candidate first; it keeps the best rank that its socket had. The oldest falls off the end. */
  remember({ socket, cookie }: Candidate): void {
    const known = this.candidates.find((candidate) => sameEndpoint(candidate.socket, socket));
    const others = this.candidates.filter((candidate) => candidate !== known);
    const rank = Math.max(cookie, known?.cookie ?? 0);
    this.candidates = [{ socket, cookie: rank }, ...others].slice(0, tuned.candidatesMax);
  }

  /** A REGISTER left for its socket `key`. */
  probed(key: string, probe: Probe): void {
    this.#probes.delete(key);
    this.#probes.set(key, probe);
    this.fruitless++;
    if (this.#probes.size <= tuned.probesMax) return;
    const [oldest] = this.#probes.keys();
    this.#probes.delete(oldest!);
  }

  /** The probe of socket `key` was acknowledged. */
  answered(key: string, probe: Probe): void {
    this.#probes.set(key, { ...probe, answered: true });
  }

  /** No probe is waited for any more: we have another address. */
  forgetProbes(): void {
    this.#probes.clear();
  }

  guessed(from: Endpoint, now: Instant): void {
    this.guess = { from, at: now };
  }

  queried(now: Instant): void {
    this.lastQuery = now;
  }

  /** `times`: how often it was told who we are by now. */
  introducedTo(times: number, now: Instant): void {
    this.introduced = { times, at: now };
  }

  relayedByDatapath(): void {
    this.forwarded = true;
  }

  /** From now on it is reached here. */
  adopt(candidate: Candidate, why: PathReason, now: Instant): void {
    this.direct = provenPath(candidate, now);
    this.lastDirect = now;
    this.punch = undefined;
    this.#changed(why, now);
  }

  /** It is reached through the supernode only. */
  lose(why: PathReason, now: Instant): void {
    this.direct = undefined;
    this.#changed(why, now);
  }

  /** The present path is proven once more. */
  acknowledged(cookie: number, now: Instant): void {
    this.direct!.acknowledged(cookie, now);
    this.lastDirect = now;
    this.challenger = undefined;
    this.punch = undefined;
    this.fruitless = 0;
  }

  /** A datagram came by the present path. */
  heard(now: Instant): void {
    this.direct!.heardAt(now);
    this.lastDirect = now;
  }

  challengedBy({ socket, cookie }: Candidate, now: Instant): void {
    this.challenger = { socket, cookie, at: now };
  }

  /** `crowded`: one of many that begin together. */
  startPunch(round: number, next: Instant, crowded: boolean): Punch {
    return (this.punch = punchFrom(round, next, crowded));
  }

  punchedAt(now: Instant): void {
    this.lastPunch = now;
  }

  endPunch(): void {
    this.punch = undefined;
  }

  planned(due: Instant | undefined): void {
    this.due = due;
  }

  #changed(why: PathReason, now: Instant): void {
    this.challenger = undefined;
    this.since = now;
    this.why = why;
    this.fruitless = 0;
  }
}

export const newPeer = (mac: Mac, now: Instant): Peer => new PeerRecord(mac, now);

export function inUse({ lastUsed }: Peer, now: Instant): boolean {
  return lastUsed !== undefined && since(lastUsed, now) < tuned.idleAfter;
}
