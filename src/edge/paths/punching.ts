import { type Endpoint, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, earliest, since } from "../../base/instant.ts";
import { type Random, fraction } from "../../base/random.ts";
import { Budget } from "./budget.ts";
import { cookies } from "../../wire/message.ts";
import { type Adopted, DirectPaths } from "./direct-path.ts";
import type { Outbox } from "../outbox.ts";
import { type Candidate, type Peer, inUse } from "./peer.ts";
import type { Peers } from "./peers.ts";
import type { Punch } from "./punch.ts";
import { Probing } from "./probing.ts";
import type { LocalEdge } from "../local-edge.ts";
import type { Supernodes } from "../registration/supernodes.ts";
import { spec, tuned } from "../timing.ts";

//  alice (symmetric)        supernode        bob (filters by address)
//    REGISTER ─────────────────────────────────▶✘            bob's NAT has not seen alice's address yet
//    REGISTER 0x1000 ───────▶ forwarded ────────▶
//             ✘◀────────────────────────────── REGISTER      refused, but it opens bob's filter
//    REGISTER ─────────────────────────────────▶             the second one passes: from a port only bob can see
//    REGISTER_ACK ◀────────────────────────────              … and B answers to that port, and punches back to it
//
// The reference sends each REGISTER once, so one lost packet or the wrong order leaves a pair relayed for 20 s or
// longer. We repeat in rounds, and continue in the background while frames travel through the supernode.

export interface PunchingOptions {
  /** `-L`; absent = 0. */
  readonly guessTtl?: number;
  readonly adopted?: Adopted;
}

/** Finds and keeps direct paths. */
export class Punching {
  readonly probing: Probing;
  readonly #paths: DirectPaths;
  readonly #self: LocalEdge;
  readonly #random: Random;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  /** `-L` */
  readonly #guessTtl: number;
  /** Never later than the earliest `due` of any peer. */
  #due: Instant | undefined;
  /** Peers with a punch in progress. */
  #punches = 0;
  readonly #starts = new Budget(tuned.punchesAtOnce, tuned.punchesPerSecond);
  readonly #overheard = new Budget(tuned.overheardBurst, tuned.overheardPerSecond);

  constructor(self: LocalEdge, random: Random, out: Outbox, supernodes: Supernodes, options: PunchingOptions = {}) {
    this.#self = self;
    this.#random = random;
    this.#out = out;
    this.#supernodes = supernodes;
    this.#guessTtl = options.guessTtl ?? 0;
    this.probing = new Probing(self, out, supernodes);
    this.#paths = new DirectPaths(out, this.probing, options.adopted);
  }

  due(): Instant | undefined {
    return this.#due;
  }

  /** True if a path stopped answering, even if it may recover. */
  tick(peers: Peers, now: Instant): boolean {
    if (this.#due === undefined || now < this.#due) return false;
    this.#due = undefined;
    let lost = false;
    let punches = 0;
    for (const peer of peers) {
      if (peer.due !== undefined && peer.due <= now) lost = this.#act(peer, now) || lost;
      if (peer.punch !== undefined && inUse(peer, now)) punches++;
      this.#due = earliest(this.#due, peer.due);
    }
    this.#punches = punches;
    return lost;
  }

  /** Duties may have come due while we were busy. */
  excuse(peers: Peers, now: Instant): void {
    for (const peer of peers) {
      if (peer.due === undefined || peer.due > now) continue;
      this.#paths.excuse(peer, now);
      this.#plan(peer, now);
    }
  }

  /** Traffic with this peer is being relayed. */
  wanted(peer: Peer, now: Instant): void {
    if (peer.direct !== undefined) this.#paths.remind(peer, now, tuned.remindGap);
    else if (peer.punch === undefined) this.#start(peer, now);
    else if (peer.punch.crowded) return;
    else if (!peer.punch.invites) this.#round(peer, now);
    else if (peer.lastQuery === undefined) this.#query(peer, now);
    else return;
    this.#plan(peer, now);
  }

  /**
   * Its broadcast reached us: a few rounds now save the first frames from the detour. All members hear all
   * broadcasts, so this is done only for the first few peers; the others are punched when there are frames for them.
   */
  overheard(peer: Peer, now: Instant): void {
    if (this.#isUntried(peer, now) && this.#overheard.spend(now)) this.#begin(peer, now);
  }

  /** A supernode says where the peer is. */
  learned(peer: Peer, candidate: Candidate, now: Instant): void {
    if (!this.probing.acceptable(candidate.socket)) return;
    peer.remember(candidate);
    // While a path answers, equal ones are not tried; the supernode sees another mapping of a symmetric NAT anyway.
    if (peer.direct !== undefined && candidate.cookie <= peer.direct.cookie) return;
    this.probing.probe(peer, candidate, now);
    this.#plan(peer, now);
  }

  /** The socket reported with a relayed frame: matters only if new. That of a broadcast is only remembered. */
  mentioned(peer: Peer, socket: Endpoint, frames: "ours" | "everybody's", now: Instant): void {
    if (peer.candidates.some((candidate) => sameEndpoint(candidate.socket, socket))) return;
    const candidate = { socket, cookie: cookies.direct };
    const mayWait = frames === "everybody's" && peer.direct === undefined && this.#guessTtl === 0;
    if (!mayWait) return this.#tryFirst(peer, candidate, now);
    if (this.probing.acceptable(socket)) peer.remember(candidate);
  }

  /**
   * With `-L`, a socket that the supernode reported without being asked is not tried itself, unless it is reported
   * again.
   */
  #tryFirst(peer: Peer, candidate: Candidate, now: Instant): void {
    if (this.#guessTtl === 0 || peer.direct !== undefined) return this.learned(peer, candidate, now);
    if (this.#guessTtl > 1 && this.probing.acceptable(candidate.socket)) {
      this.probing.guess(peer, candidate.socket, this.#guessTtl, now);
    }
  }

  /** The supernode forwarded a REGISTER: the peer is punching right now, so we must as well. */
  invited(peer: Peer, socket: Endpoint | undefined, now: Instant): void {
    const candidate = socket && { socket, cookie: cookies.direct };
    if (peer.direct !== undefined) return this.#doubt(peer, candidate, now);
    if (candidate !== undefined) this.#tryFirst(peer, candidate, now);
    for (const known of peer.candidates) this.probing.probe(peer, known, now);
    if (this.#isUntried(peer, now)) this.#begin(peer, now);
  }

  /**
   * A direct packet: its UDP source is the peer's real socket towards us, independent of what the supernode saw (RFC
   * 8445, prflx).
   */
  heard(peer: Peer, from: Endpoint, cookie: number, now: Instant): void {
    this.#paths.heard(peer, from, now);
    const path = peer.direct;
    if (path !== undefined && sameEndpoint(path.socket, from)) return;
    if (!this.probing.acceptable(from)) return;
    const candidate = { socket: from, cookie };
    peer.remember(candidate);
    this.probing.probe(peer, candidate, now);
    if (path === undefined && peer.punch === undefined) this.#start(peer, now, 1);
    this.#plan(peer, now);
  }

  /**
   * Its own REGISTER, to us or to all on the local network. A peer without traffic is punched once; after that it is
   * enough to know its socket for when there are frames.
   */
  registered(peer: Peer, from: Endpoint, cookie: number, now: Instant): void {
    if (this.#isNews(peer, from, now)) this.heard(peer, from, cookie, now);
    else if (this.probing.acceptable(from)) peer.remember({ socket: from, cookie });
  }

  /** A REGISTER_ACK. False = not an answer to anything we sent. */
  acknowledged(peer: Peer, from: Endpoint, cookie: number, now: Instant): boolean {
    const answer = this.probing.answers(peer, from, cookie, now);
    if (answer === undefined) return false;
    if (answer.to === "here") this.#paths.proven(peer, { socket: from, cookie }, now);
    else if (this.#isNews(peer, from, now)) this.heard(peer, from, cookies.direct, now);
    if (answer.delay !== undefined) this.#paths.measured(peer, from, answer.delay);
    this.#plan(peer, now);
    return true;
  }

  /** A frame was sent directly: an answer is expected. */
  sentDirect(peer: Peer, now: Instant): void {
    const path = peer.direct!;
    if (path.awaiting !== undefined) return;
    path.await(now);
    this.#plan(peer, now);
  }

  /**
   * Our own address changed: all paths are gone, and frames sent to the old one are lost until peers hear from us.
   */
  roamed(peers: Peers, now: Instant): void {
    const supernode = this.#supernodes.current;
    for (const peer of peers) {
      const path = peer.direct;
      peer.forgetProbes();
      if (path !== undefined) this.#paths.lose(peer, "roamed", now);
      if (inUse(peer, now)) {
        // Outside the budget: these sockets have answered, or are of peers that frames are sent to.
        if (path !== undefined) this.probing.keepAlive(peer, path, now);
        if (supernode !== undefined) this.#out.send(supernode, this.#self.register(peer.mac, cookies.forwarded));
        this.#start(peer, now, 1).invited();
      }
      this.#plan(peer, now);
    }
  }

  /** It punches although we reach it. If its address differs from the one we use, it may have moved there. */
  #doubt(peer: Peer, candidate: Candidate | undefined, now: Instant): void {
    const moved = candidate !== undefined && candidate.socket.address !== peer.direct!.socket.address;
    this.#paths.remind(peer, now, moved ? tuned.probeGap : tuned.remindGap);
    const doubtful = candidate !== undefined && (moved || peer.direct!.unanswered > 0);
    if (doubtful && this.probing.acceptable(candidate.socket)) {
      peer.remember(candidate);
      this.probing.probe(peer, candidate, now);
    }
    this.#plan(peer, now);
  }

  #act(peer: Peer, now: Instant): boolean {
    const path = peer.direct && this.#paths.tick(peer, now);
    const lost = path === "no-answer" || path === "doubt";
    // Only after the registration, so that messages that the supernode forwards carry our new socket.
    if (path === "no-answer") this.#start(peer, now);
    else if (path === "doubt") this.#start(peer, now, 1);
    else if (peer.punch !== undefined && peer.punch.next <= now) this.#round(peer, now);
    this.#plan(peer, now);
    return lost;
  }

  #isNews(peer: Peer, from: Endpoint, now: Instant): boolean {
    const isWanted = peer.lastUsed !== undefined && since(peer.lastUsed, now) < spec.directValidity;
    if (peer.direct !== undefined || peer.punch !== undefined || isWanted) return true;
    return !peer.candidates.some(({ socket }) => sameEndpoint(socket, from));
  }

  #isUntried(peer: Peer, now: Instant): boolean {
    const recently = peer.lastPunch !== undefined && since(peer.lastPunch, now) < tuned.punchAgain;
    return peer.direct === undefined && peer.punch === undefined && !recently;
  }

  #begin(peer: Peer, now: Instant): void {
    this.#start(peer, now);
    this.#plan(peer, now);
  }

  #start(peer: Peer, now: Instant, round = 0): Punch {
    const next = round === 0 ? now : after(now, tuned.punchWaits[0]!);
    const crowded = (hasLapsed(peer) || !this.#starts.spend(now)) && peer.candidates.length > 0;
    const punch = peer.startPunch(round, next, crowded);
    if (round === 0) this.#round(peer, now);
    return punch;
  }

  #round(peer: Peer, now: Instant): void {
    const punch = peer.punch!;
    const used = inUse(peer, now);
    if (!used && punch.round >= tuned.punchUnused) return peer.endPunch();
    peer.punchedAt(now);
    for (const candidate of peer.candidates) this.probing.probe(peer, candidate, now);
    // For a peer without traffic yet, first check whether it can be reached directly.
    const isFirstTry = (!used || punch.crowded) && punch.round === 0 && peer.candidates.length > 0;
    if (!isFirstTry) this.#invite(peer, punch, used, now);
    const isPatient = isFirstTry && punch.crowded && !hasLapsed(peer);
    punch.goOn(after(now, isPatient ? tuned.punchCrowded : this.#wait(punch.round + 1)));
    if (!isFirstTry) punch.dispersed();
  }

  #invite(peer: Peer, punch: Punch, used: boolean, now: Instant): void {
    punch.invited();
    const supernode = this.#supernodes.current;
    const forwarded = supernode !== undefined && this.probing.viaSupernode(peer, supernode, now);
    if (forwarded && (used || punch.round > 0 || peer.candidates.length === 0)) this.#query(peer, now);
  }

  #wait(round: number): Duration {
    const quick = tuned.punchWaits[round - 1];
    if (quick !== undefined) return (quick * Math.max(1, this.#punches / tuned.punchesAtOnce)) as Duration;
    if ((round - tuned.punchWaits.length) % 2 === 0) return tuned.punchDouble;
    return (tuned.punchSlow * (1 + fraction(this.#random) / 5)) as Duration;
  }

  #query(peer: Peer, now: Instant): void {
    const supernode = this.#supernodes.current;
    if (supernode === undefined) return;
    if (peer.lastQuery !== undefined && since(peer.lastQuery, now) < tuned.queryGap) return;
    peer.queried(now);
    this.#out.send(supernode, this.#self.query(peer.mac));
  }

  #plan(peer: Peer, now: Instant): void {
    const due = earliest(peer.punch?.next, peer.direct && this.#paths.due(peer, now));
    peer.planned(due);
    this.#due = earliest(this.#due, due);
  }
}

/** It had a direct path that was given up only because no frames travelled: it is probably still where it was. */
const hasLapsed = ({ direct, why }: Peer): boolean => direct === undefined && why === "idle";
