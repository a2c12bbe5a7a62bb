import { type Endpoint, type IpNet, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { RoundTrips } from "./round-trip.ts";
import { tuned } from "../timing.ts";
import type { FieldText } from "../../wire/message.ts";

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
  answered: boolean;
}

/** A path that the peer has acknowledged. */
export interface DirectPath {
  readonly socket: Endpoint;
  readonly cookie: number;
  readonly since: Instant;
  readonly roundTrips: RoundTrips;
  /** The last acknowledgement: the only proof that our packets arrive. */
  acked: Instant;
  /** The last direct packet of any kind. */
  heard: Instant;
  /** When the first frame left that nothing has come back for; undefined = none. */
  awaiting: Instant | undefined;
  /** Keep-alives since the last acknowledgement. */
  unanswered: number;
  /** The peer uses another path, although we reach it. */
  doubted: boolean;
  nextProbe: Instant;
}

/** Rounds of REGISTERs. The first ones are quick; see `tuned.punchWaits`. */
export interface Punch {
  round: number;
  next: Instant;
  /** The peer was asked by way of the supernode to punch as well. */
  invites?: true;
  /** One of many that began together: try the peer directly before asking supernodes. */
  crowded?: true;
}

export interface Peer {
  readonly mac: Mac;
  address?: IpNet;
  description?: FieldText;
  lastSeen: Instant;
  /** The last unicast frame in either direction; undefined = only overheard. */
  lastUsed?: Instant;
  /** The last datagram that came from the peer itself, by the path that we use. */
  lastDirect?: Instant;
  /** Latest first. */
  candidates: readonly Candidate[];
  readonly probes: Map<string, Probe>;
  /** Where ports were guessed last: the first of them. */
  guess?: { readonly from: Endpoint; readonly at: Instant };
  direct?: DirectPath;
  /** An equal path that answered while the present one seemed well: adopted if the present one stays silent. */
  challenger?: { readonly socket: Endpoint; readonly cookie: number; readonly at: Instant };
  /** How often, and when last, we introduced ourselves; due when frames have travelled for a moment. */
  introduced?: { readonly times: number; readonly at: Instant };
  punch?: Punch;
  lastPunch?: Instant;
  lastQuery?: Instant;
  /** When the path last changed, and the reason in a word. */
  since: Instant;
  why: string;
  /** REGISTERs to its sockets since then that brought no path. */
  fruitless: number;
  /** The datapath may carry its relayed frames. */
  forwarded?: boolean;
  /** Not later than the next time something must be done about this peer. */
  due?: Instant;
}

export function inUse(peer: Peer, now: Instant): boolean {
  return peer.lastUsed !== undefined && since(peer.lastUsed, now) < tuned.idleAfter;
}

/** Bounded: strangers can invent peers as fast as they can send. */
export class Peers implements Iterable<Peer> {
  readonly #byMac = new Map<Mac, Peer>();
  readonly #forgotten: (peer: Peer) => void;

  constructor(forgotten: (peer: Peer) => void = () => undefined) {
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#byMac.size;
  }

  [Symbol.iterator](): IterableIterator<Peer> {
    return this.#byMac.values();
  }

  get(mac: Mac): Peer | undefined {
    return this.#byMac.get(mac);
  }

  /** Undefined = the table is full of peers that matter more. */
  add(mac: Mac, now: Instant): Peer | undefined {
    if (this.#byMac.size >= tuned.peersMax && !this.#evict(now)) return undefined;
    const changed = { since: now, why: "new", fruitless: 0 };
    const peer: Peer = { mac, lastSeen: now, candidates: [], probes: new Map(), ...changed };
    this.#byMac.set(mac, peer);
    return peer;
  }

  purge(now: Instant): void {
    for (const peer of this.#byMac.values()) {
      const quiet = Math.min(since(peer.lastSeen, now), since(peer.lastUsed ?? peer.lastSeen, now));
      if (peer.direct === undefined && quiet >= tuned.forgetAfter) this.#forget(peer);
    }
  }

  #forget(peer: Peer): boolean {
    this.#forgotten(peer);
    return this.#byMac.delete(peer.mac);
  }

  /** Looks at the oldest entries only, so that a flood of new names costs little. */
  #evict(now: Instant): boolean {
    let looked = 0;
    for (const peer of this.#byMac.values()) {
      if (peer.direct === undefined && !inUse(peer, now)) return this.#forget(peer);
      if (++looked >= 64) break;
    }
    return false;
  }
}

/** Puts a candidate first; it keeps the best rank that its socket had. The oldest falls off the end. */
export function remember(peer: Peer, { socket, cookie }: Candidate): void {
  const known = peer.candidates.find((candidate) => sameEndpoint(candidate.socket, socket));
  const others = peer.candidates.filter((candidate) => candidate !== known);
  const rank = Math.max(cookie, known?.cookie ?? 0);
  peer.candidates = [{ socket, cookie: rank }, ...others].slice(0, tuned.candidatesMax);
}
