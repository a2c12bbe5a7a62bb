import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, after, earliest, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { Budget } from "./budget.ts";
import type { Outbox } from "../outbox.ts";
import type { Candidate, Peer } from "./peer.ts";
import type { ProvenPath } from "./proven-path.ts";
import type { Probing } from "./probing.ts";
import { spec, tuned } from "../timing.ts";

/** Why a direct path began. */
type Found = "punched" | "nearer" | "moved";

/** Why it ended. */
export type Lost = "no-answer" | "idle" | "roamed";

/** Called when frames of this peer take a direct path, or another one, from now on. */
export type Adopted = (peer: Mac, socket: Endpoint, now: Instant) => void;

/**
 * The life of a direct path. Only acknowledgements keep it, because packets that arrive prove only the other
 * direction. The reference has no keep-alive: it returns to the supernode after 10 s of silence, and until then loses
 * frames if a NAT forgot the mapping.
 */
export class DirectPaths {
  readonly #out: Outbox;
  readonly #probing: Probing;
  readonly #adopted: Adopted;
  readonly #suspicions = new Budget(tuned.suspectBurst, tuned.suspectsPerSecond);
  /** Number of direct paths. */
  #count = 0;

  constructor(out: Outbox, probing: Probing, adopted: Adopted = () => undefined) {
    this.#out = out;
    this.#adopted = adopted;
    this.#probing = probing;
  }

  /** The peer acknowledged a REGISTER of ours at this socket. */
  proven(peer: Peer, { socket, cookie }: Candidate, now: Instant): void {
    const path = peer.direct;
    if (path === undefined) return this.#adopt(peer, { socket, cookie }, "punched", now);
    if (sameEndpoint(path.socket, socket)) return peer.acknowledged(cookie, now);
    if (cookie > path.cookie) return this.#adopt(peer, { socket, cookie }, "nearer", now);
    // While the current path does not answer, a path of lower rank is better.
    if ((cookie < path.cookie && path.unanswered === 0) || peer.challenger !== undefined) return;
    if (this.#isDoubtful(path, now)) return this.#adopt(peer, { socket, cookie }, "moved", now);
    // A path that answers is not replaced by an equal one: otherwise anyone who claims the peer's MAC could divert
    // its frames.
    peer.challengedBy({ socket, cookie }, now);
    this.#probing.keepAlive(peer, path, now);
  }

  /** Records the round trip of an answer from this socket. */
  measured(peer: Peer, socket: Endpoint, delay: Duration): void {
    if (peer.direct !== undefined && sameEndpoint(peer.direct.socket, socket)) peer.direct.roundTrips.took(delay);
  }

  /** Any direct packet from the peer. */
  heard(peer: Peer, from: Endpoint, now: Instant): void {
    if (peer.direct !== undefined && sameEndpoint(peer.direct.socket, from)) peer.heard(now);
  }

  /**
   * The peer relays, or punches, although we reach it directly: it does not know the path, or has moved. A direct
   * REGISTER informs it of the path; if there is no answer, the path is gone. Not repeated within `gap` of an answer.
   */
  remind(peer: Peer, now: Instant, gap: Duration): void {
    const path = peer.direct!;
    path.doubt();
    if (path.unanswered === 0 && since(path.acked, now) >= gap) this.#demandAnswer(peer, path, now);
  }

  /** Returns whether the path was lost, and why; or is in doubt from now on. */
  tick(peer: Peer, now: Instant): Lost | "doubt" | undefined {
    this.#settle(peer, now);
    const path = peer.direct!;
    if (now >= this.#lapseAt(peer)) return this.lose(peer, "idle", now);
    if (!this.#isKept(peer, now)) return undefined;
    if (now < this.#keepAliveAt(peer) || now < path.nextProbe) return undefined;
    if (path.unanswered === 0 && now < this.#routineAt(path) && !this.#suspicions.spend(now)) {
      path.postpone(now);
      return undefined;
    }
    if (path.unanswered >= (path.doubted ? tuned.doubtProbes : tuned.suspectProbes))
      return this.lose(peer, "no-answer", now);
    this.#demandAnswer(peer, path, now);
    return path.unanswered === tuned.doubtProbes && this.#isDoubtful(path, now) ? "doubt" : undefined;
  }

  /** We were held up and may not have read everything sent to us: that time does not count against peers. */
  excuse(peer: Peer, now: Instant): void {
    peer.direct?.excuse(now);
  }

  lose(peer: Peer, why: Lost, now: Instant): Lost {
    this.#count--;
    peer.lose(why, now);
    this.#out.do({ kind: "path", peer: peer.mac, path: "relayed" });
    this.#out.note(why === "idle" ? "info" : "normal", "peer-relayed", { peer: peer.mac, why });
    return why;
  }

  due(peer: Peer, now: Instant): Instant {
    const path = peer.direct!;
    const keepAlive = this.#isKept(peer, now)
      ? (Math.max(this.#keepAliveAt(peer), path.nextProbe) as Instant)
      : undefined;
    return earliest(
      keepAlive,
      this.#lapseAt(peer),
      peer.challenger && after(peer.challenger.at, tuned.challengerGrace),
    )!;
  }

  #isDoubtful(path: ProvenPath, now: Instant): boolean {
    return path.unanswered >= tuned.doubtProbes && since(path.heard, now) >= tuned.suspicion;
  }

  #demandAnswer(peer: Peer, path: ProvenPath, now: Instant): void {
    path.asked(now);
    this.#probing.keepAlive(peer, path, now);
  }

  #keepAliveAt(peer: Peer): Instant {
    const path = peer.direct!;
    if (path.unanswered > 0) return path.nextProbe;
    return earliest(this.#routineAt(path), path.awaiting && after(path.awaiting, tuned.suspicion))!;
  }

  #routineAt(path: ProvenPath): Instant {
    return after(path.acked, this.#interval);
  }

  get #interval(): Duration {
    return Math.max(tuned.keepAlive, this.#count * tuned.proofGap) as Duration;
  }

  /**
   * An unused path is kept alive for a while; the more such paths, the shorter, so that all together cost as much as
   * one. If there are too many to refresh before NATs expire them, not at all.
   */
  get #keep(): Duration {
    if (this.#interval > spec.directValidity) return spec.directValidity;
    return Math.max(tuned.idleAfter / this.#count, spec.directValidity) as Duration;
  }

  #keepOf({ direct, lastUsed }: Peer): Duration {
    return direct!.kept(lastUsed, this.#keep);
  }

  #isKept(peer: Peer, now: Instant): boolean {
    return peer.lastUsed !== undefined && since(peer.lastUsed, now) < this.#keepOf(peer);
  }

  /**
   * While the peer keeps it alive, it stays. Expiry is not urgent, so paths that expire at about the same time expire
   * together.
   */
  #lapseAt(peer: Peer): Instant {
    const unused = peer.lastUsed === undefined ? 0 : after(peer.lastUsed, this.#keepOf(peer));
    const at = Math.max(unused, after(peer.direct!.heard, spec.directValidity));
    return (Math.ceil(at / tuned.lapseGrain) * tuned.lapseGrain) as Instant;
  }

  #settle(peer: Peer, now: Instant): void {
    if (peer.challenger !== undefined && now >= after(peer.challenger.at, tuned.challengerGrace)) {
      this.#adopt(peer, peer.challenger, "moved", now);
    }
  }

  #adopt(peer: Peer, candidate: Candidate, why: Found, now: Instant): void {
    if (peer.direct === undefined) this.#count++;
    peer.adopt(candidate, why, now);
    const { socket } = candidate;
    this.#out.do({ kind: "path", peer: peer.mac, path: "direct", socket });
    this.#out.note("normal", "peer-direct", { peer: peer.mac, socket: endpointKey(socket), why });
    this.#adopted(peer.mac, socket, now);
  }
}
