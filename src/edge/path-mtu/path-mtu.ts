import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Instant, after, earliest, since } from "../../base/instant.ts";
import { type Mac, nullMac } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import type { EdgeConfig } from "../config.ts";
import type { LocalEdge } from "../local-edge.ts";
import type { Outbox } from "../outbox.ts";
import type { Peers } from "../paths/peers.ts";
import type { Supernodes } from "../registration/supernodes.ts";
import { tuned } from "../timing.ts";
import { type MtuPlace, MtuTrial } from "./trial.ts";

/** A place that full datagrams do not reach in one piece. */
interface BlackHole {
  readonly place: MtuPlace;
  readonly since: Instant;
  /** The largest UDP payload that arrives; 0 = unknown. */
  readonly largest: number;
  /** Fragments get lost as well. */
  swallowsFragments: boolean;
}

/**
 * Path MTU discovery that needs no ICMP. With `-D` the kernel forbids routers to fragment, and believes those that say that
 * a datagram does not fit. Where none says so, full datagrams vanish: then routers may fragment again, for all that this
 * edge sends, because the permission is the socket's; after a while it is tried without.
 *
 * A REGISTER with zeros behind it is what asks a peer, since bytes behind the last field are ignored (fact sheet §2), and any
 * edge acknowledges it. Its cookie, below those that rank direct paths, says which one is acknowledged. A supernode is asked
 * where this edge is; a ping is the small datagram beside it.
 */
export class PathMtu {
  readonly #wanted: NonNullable<EdgeConfig["pathMtu"]>;
  readonly #self: LocalEdge;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  readonly #trials = new Map<string, MtuTrial>();
  readonly #blackHoles = new Map<string, BlackHole>();
  /** What earlier trials have measured, so that it is not measured while frames get lost again. */
  readonly #measured = new Map<string, number>();
  /** The size of each REGISTER that may still be acknowledged, by its cookie. */
  readonly #sent = new Map<number, { readonly trial: MtuTrial; readonly size: number }>();
  #serial = 0;
  #checkAt: Instant | undefined;
  #mayFragment = false;
  #asked: Endpoint | undefined;

  constructor(wanted: NonNullable<EdgeConfig["pathMtu"]>, self: LocalEdge, out: Outbox, supernodes: Supernodes) {
    this.#wanted = wanted;
    this.#self = self;
    this.#out = out;
    this.#supernodes = supernodes;
  }

  /** A peer has a direct path from now on. */
  adopted(peer: Mac, socket: Endpoint, now: Instant): void {
    this.#begin({ peer, socket }, now);
  }

  /** The supernode has acknowledged. */
  registered(now: Instant): void {
    const { current } = this.#supernodes;
    if (current === undefined || (this.#asked !== undefined && sameEndpoint(this.#asked, current))) return;
    this.#asked = current;
    this.#begin({ socket: current }, now);
  }

  /** This machine is on another network: nothing of the old one holds. */
  roamed(): void {
    for (const key of this.#blackHoles.keys()) this.#out.solved(key, "mtu-black-hole");
    this.#blackHoles.clear();
    this.#measured.clear();
    this.#asked = undefined;
    this.#restart();
    this.#permit();
  }

  due(): Instant | undefined {
    return earliest(this.#checkAt, ...[...this.#trials.values()].map(({ next }) => next));
  }

  tick(peers: Peers, now: Instant): void {
    for (const [key, trial] of this.#trials) if (now >= trial.next) this.#go(key, trial, now);
    if (this.#checkAt === undefined || now < this.#checkAt) return;
    this.#checkAt = after(now, tuned.mtuCheck);
    this.#raise(now);
    this.#checkAll(peers, now);
    this.#permit();
  }

  /** A REGISTER_ACK. False = it acknowledges none of ours. */
  acknowledged(peer: Mac, from: Endpoint, cookie: number): boolean {
    const sent = this.#sent.get(cookie);
    if (sent === undefined || sent.trial.place.peer !== peer || !sameEndpoint(sent.trial.place.socket, from))
      return false;
    this.#sent.delete(cookie);
    this.#answered(sent.trial, sent.size);
    return true;
  }

  /** A supernode's PEER_INFO about `about`. False = it answers no question of ours alone. */
  peerInfo(about: Mac, from: Endpoint): boolean {
    const trial = this.#trials.get(endpointKey(from));
    const isWhole = about === this.#self.mac;
    if (trial !== undefined && trial.place.peer === undefined && (isWhole || about === nullMac)) {
      this.#answered(trial, isWhole ? trial.asked : 0);
    }
    return isWhole;
  }

  #begin(place: MtuPlace, now: Instant): void {
    const key = endpointKey(place.socket);
    this.#checkAt ??= after(now, tuned.mtuCheck);
    if (this.#trials.has(key) || this.#trials.size >= tuned.mtuTrials) return;
    this.#trials.set(key, new MtuTrial(place, this.#wanted.largest, now, this.#measured.get(key)));
  }

  #answered(trial: MtuTrial, size: number): void {
    trial.answered(size);
    if (trial.outcome() === "arrives") this.#end(endpointKey(trial.place.socket), trial);
  }

  #go(key: string, trial: MtuTrial, now: Instant): void {
    const outcome = trial.outcome();
    if (outcome === undefined) return this.#ask(trial, now);
    this.#end(key, trial);
    if (outcome === "black-hole") this.#found(key, trial, now);
  }

  #end(key: string, trial: MtuTrial): void {
    this.#trials.delete(key);
    for (const [cookie, sent] of this.#sent) if (sent.trial === trial) this.#sent.delete(cookie);
  }

  #ask(trial: MtuTrial, now: Instant): void {
    const { peer, socket } = trial.place;
    for (const size of trial.try(now)) {
      if (peer !== undefined) this.#out.send(socket, this.#self.register(peer, this.#next(trial, size)), { size });
      else this.#out.send(socket, this.#self.query(size === 0 ? nullMac : this.#self.mac), { size });
    }
  }

  #next(trial: MtuTrial, size: number): number {
    this.#serial = (this.#serial + 1) % tuned.mtuSerials;
    const cookie = cookies.pathMtu + this.#serial;
    this.#sent.set(cookie, { trial, size });
    return cookie;
  }

  #found(key: string, { place, largest }: MtuTrial, now: Instant): void {
    const known = this.#blackHoles.get(key);
    // Full ones do not arrive although routers may fragment them.
    if (known !== undefined) known.swallowsFragments = this.#mayFragment;
    else if (this.#blackHoles.size >= tuned.mtuBlackHoles) return;
    else {
      this.#blackHoles.set(key, { place, since: now, largest, swallowsFragments: this.#mayFragment });
      this.#remember(key, largest);
    }
    this.#tell(key);
    if (this.#mayFragment) return;
    // Answers to what is on its way would say nothing about fragments.
    this.#restart();
    this.#checkAt = now;
    this.#permit();
  }

  #remember(key: string, largest: number): void {
    const [oldest] = this.#measured.keys();
    if (this.#measured.size >= tuned.mtuBlackHoles) this.#measured.delete(oldest!);
    this.#measured.set(key, largest);
  }

  #restart(): void {
    this.#trials.clear();
    this.#sent.clear();
  }

  #tell(key: string): void {
    const { place, largest, swallowsFragments } = this.#blackHoles.get(key)!;
    const { mtu, largest: full } = this.#wanted;
    const overhead = full - mtu;
    this.#out.problem("mtu-black-hole", key, {
      ...(place.peer === undefined ? { supernode: key } : { peer: place.peer, socket: key }),
      sent: full,
      arrives: largest === 0 ? "less" : `up to ${largest}`,
      fragments: swallowsFragments ? "get lost as well" : "are allowed until it is tried again",
      fits: largest > overhead ? `-M ${largest - overhead}` : "a smaller -M",
    });
  }

  /** Black holes are not believed in for ever (RFC 4821 §7.3). */
  #raise(now: Instant): void {
    for (const [key, { since: found }] of this.#blackHoles) {
      if (since(found, now) < tuned.mtuRaise) continue;
      this.#blackHoles.delete(key);
      this.#out.solved(key, "mtu-black-hole");
    }
  }

  /** Paths change under those who use them. */
  #checkAll(peers: Peers, now: Instant): void {
    for (const key of this.#blackHoles.keys()) this.#tell(key);
    let relays = false;
    for (const { mac, direct, lastUsed } of peers) {
      if (lastUsed === undefined || since(lastUsed, now) >= tuned.mtuCheck) continue;
      if (direct === undefined) relays = true;
      else this.#begin({ peer: mac, socket: direct.socket }, now);
    }
    const { current } = this.#supernodes;
    if (relays && current !== undefined) this.#begin({ socket: current }, now);
  }

  #permit(): void {
    const may = this.#blackHoles.size > 0;
    if (may === this.#mayFragment) return;
    this.#mayFragment = may;
    this.#out.do({ kind: "fragments", allowed: may });
    this.#out.note("normal", may ? "fragments-allowed" : "fragments-forbidden");
  }
}
