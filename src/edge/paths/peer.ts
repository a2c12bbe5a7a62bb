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
  /**
   * When it was sent, to measure the round trip; undefined = an answer may belong to one of several (Karn's rule, RFC
   * 6298 §3).
   */
  readonly timed: Instant | undefined;
  readonly answered: boolean;
}

/**
 * Readable by all; changed only by its own methods. Invariants: state that a lost or found path makes meaningless (a
 * challenger, `fruitless`) is reset with it; `since`, `why` and `fruitless` change together; candidates and probes
 * stay few.
 */
export type Peer = Readonly<PeerRecord>;

class PeerRecord {
  readonly mac: Mac;
  address: IpNet | undefined;
  description: FieldText | undefined;
  lastSeen: Instant;
  /** The last unicast frame in either direction; undefined = only overheard. */
  lastUsed: Instant | undefined;
  /** The last datagram received directly from the peer, by the path that we use. */
  lastDirect: Instant | undefined;
  /** Latest first. */
  candidates: readonly Candidate[] = [];
  readonly #probes = new Map<string, Probe>();
  /** The first of the ports that were guessed last. */
  guess: { readonly from: Endpoint; readonly at: Instant } | undefined;
  direct: ProvenPath | undefined;
  /** An equal path that answered while the current one seemed fine: adopted if the current one stays silent. */
  challenger: (Candidate & { readonly at: Instant }) | undefined;
  /** How often and when we last introduced ourselves; due once frames have travelled for a moment. */
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
  /** Never later than the next duty concerning this peer. */
  due: Instant | undefined;

  constructor(mac: Mac, now: Instant) {
    this.mac = mac;
    this.lastSeen = this.since = now;
  }

  /** By socket, the latest last. */
  get probes(): ReadonlyMap<string, Probe> {
    return this.#probes;
  }

  /** Something was received from it, by any path. */
  seen(now: Instant): void {
    this.lastSeen = now;
  }

  /** A unicast frame in either direction. */
  used(now: Instant): void {
    this.lastUsed = now;
  }

  /** The identity that it claims. An edge that gets its address by DHCP does not know it at first. */
  describes(address: IpNet, description: FieldText): void {
    if (address.address !== noIpNet.address || this.address === undefined) this.address = address;
    this.description = description;
  }

  /** The address in its ARP requests. */
  named(address: IpNet): void {
    this.address = address;
  }

  /** Puts a candidate first, with the best rank that its socket ever had. The oldest one is dropped. */
  remember({ socket, cookie }: Candidate): void {
    const known = this.candidates.find((candidate) => sameEndpoint(candidate.socket, socket));
    const others = this.candidates.filter((candidate) => candidate !== known);
    const rank = Math.max(cookie, known?.cookie ?? 0);
    this.candidates = [{ socket, cookie: rank }, ...others].slice(0, tuned.candidatesMax);
  }

  /** A REGISTER was sent to its socket `key`. */
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

  /** No answer to a probe is expected any more, because our address changed. */
  forgetProbes(): void {
    this.#probes.clear();
  }

  guessed(from: Endpoint, now: Instant): void {
    this.guess = { from, at: now };
  }

  queried(now: Instant): void {
    this.lastQuery = now;
  }

  /** `times`: how often we have introduced ourselves so far. */
  introducedTo(times: number, now: Instant): void {
    this.introduced = { times, at: now };
  }

  relayedByDatapath(): void {
    this.forwarded = true;
  }

  /** From now on it is reached at this socket. */
  adopt(candidate: Candidate, why: PathReason, now: Instant): void {
    this.direct = provenPath(candidate, now);
    this.lastDirect = now;
    this.punch = undefined;
    this.#changed(why, now);
  }

  /** From now on it is reached only through the supernode. */
  lose(why: PathReason, now: Instant): void {
    this.direct = undefined;
    this.#changed(why, now);
  }

  /** The current path is proven again. */
  acknowledged(cookie: number, now: Instant): void {
    this.direct!.acknowledged(cookie, now);
    this.lastDirect = now;
    this.challenger = undefined;
    this.punch = undefined;
    this.fruitless = 0;
  }

  /** A datagram arrived by the current path. */
  heard(now: Instant): void {
    this.direct!.heardAt(now);
    this.lastDirect = now;
  }

  challengedBy({ socket, cookie }: Candidate, now: Instant): void {
    this.challenger = { socket, cookie, at: now };
  }

  /** `crowded`: one of many that start together. */
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
