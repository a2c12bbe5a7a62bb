import { type Endpoint, endpointKey, sameEndpoint } from "../../base/address/endpoint.ts";
import { type Duration, type Instant, since } from "../../base/instant.ts";
import { cookies } from "../../wire/message.ts";
import { Budget } from "./budget.ts";
import type { Outbox } from "../outbox.ts";
import type { Candidate, Peer } from "./peer.ts";
import { reachable } from "./reachable.ts";
import type { LocalEdge } from "../local-edge.ts";
import type { Supernodes } from "../registration/supernodes.ts";
import { spec, tuned } from "../timing.ts";

/**
 * "here": it answers a probe of that socket, so the path is proven. "elsewhere": it answers a probe of ours from a
 * socket we did not probe (a NAT gave the peer another mapping): worth a probe, not yet a path.
 */
export interface ProbeAnswer {
  readonly to: "here" | "elsewhere";
  /** The round trip, if the answer can belong to one REGISTER only. */
  readonly delay?: Duration;
}

/**
 * Sends REGISTERs to sockets that others named, and recognises acknowledgements that answer them. What others can
 * make us send is limited in three ways: sockets that we refuse, a gap per socket, and a budget over all.
 */
export class Probing {
  readonly #self: LocalEdge;
  readonly #out: Outbox;
  readonly #supernodes: Supernodes;
  readonly #budget = new Budget(tuned.probeBurst, tuned.probesPerSecond);
  #announced: Instant | undefined;

  constructor(self: LocalEdge, out: Outbox, supernodes: Supernodes) {
    this.#self = self;
    this.#out = out;
    this.#supernodes = supernodes;
  }

  /** May this socket be probed at all? */
  acceptable(socket: Endpoint): boolean {
    if (reachable(socket) && !this.#supernodes.has(socket) && !this.#self.isInOverlay(socket.address)) return true;
    this.#out.drop("socket-refused");
    return false;
  }

  probe(peer: Peer, { socket, cookie }: Candidate, now: Instant): void {
    const key = endpointKey(socket);
    const last = peer.probes.get(key);
    if (last !== undefined && last.cookie >= cookie && since(last.at, now) < tuned.probeGap) return;
    if (!this.#budget.spend(now)) return this.#out.drop("probe-budget");
    this.#send(peer, socket, key, cookie, now);
  }

  /**
   * `-L`: REGISTERs to the ports from the announced one upwards, where a symmetric NAT may have put the next mapping.
   * With a small IP TTL they open our NAT and expire before the peer's, which might react to them. Only once in a
   * while.
   */
  guess(peer: Peer, from: Endpoint, ttl: number, now: Instant): void {
    if (peer.guess !== undefined && since(peer.guess.at, now) < tuned.punchAgain) return;
    peer.guessed(from, now);
    for (let port = from.port; port < from.port + spec.guessedPorts && port <= 0xffff; port++) {
      if (!this.#budget.spend(now)) return this.#out.drop("probe-budget");
      this.#out.send({ address: from.address, port }, this.#self.register(peer.mac, cookies.portGuess), { ttl });
    }
  }

  /**
   * To a socket that has acknowledged before: outside the budget, so that a flood of strangers cannot starve a
   * working path.
   */
  keepAlive(peer: Peer, { socket, cookie }: Candidate, now: Instant): void {
    this.#send(peer, socket, endpointKey(socket), cookie, now);
  }

  /** A REGISTER that the supernode forwards; the peer then punches towards us. False = over the limit. */
  viaSupernode(peer: Peer, supernode: Endpoint, now: Instant): boolean {
    if (!this.#budget.spend(now)) return false;
    this.#out.send(supernode, this.#self.register(peer.mac, cookies.forwarded));
    return true;
  }

  announced(now: Instant): void {
    this.#announced = now;
  }

  /** The last announcement is no longer valid. */
  moved(): void {
    this.#announced = undefined;
  }

  announcedWithin(now: Instant, window: Duration): boolean {
    return this.#announced !== undefined && since(this.#announced, now) < window;
  }

  /** May peers still answer our announcement? */
  announcedRecently(now: Instant): boolean {
    return this.announcedWithin(now, tuned.probeWindow);
  }

  /** Undefined = answers nothing that we sent. The reference accepts any. */
  answers(peer: Peer, from: Endpoint, cookie: number, now: Instant): ProbeAnswer | undefined {
    const key = endpointKey(from);
    const here = peer.probes.get(key);
    const fresh = (at: Instant) => since(at, now) < tuned.probeWindow;
    if (here?.cookie === cookie && fresh(here.at)) {
      const delay = here.timed === undefined || here.answered ? undefined : since(here.timed, now);
      peer.answered(key, here);
      return { to: "here", ...(delay !== undefined && { delay }) };
    }
    if (cookie === cookies.portGuess && peer.guess && fresh(peer.guess.at) && isGuess(peer.guess.from, from))
      return { to: "here" };
    if (cookie === cookies.multicast && this.announcedRecently(now)) return { to: "elsewhere" };
    for (const probe of peer.probes.values())
      if (probe.cookie === cookie && fresh(probe.at)) return { to: "elsewhere" };
    return undefined;
  }

  #send(peer: Peer, socket: Endpoint, key: string, cookie: number, now: Instant): void {
    const before = peer.probes.get(key);
    const isAlone = before === undefined || before.answered || since(before.at, now) >= tuned.probeWindow;
    // On a working path the first of several is most likely the one that is answered; punches mostly get lost.
    const isPath = peer.direct !== undefined && sameEndpoint(peer.direct.socket, socket);
    const timed = isAlone ? now : isPath ? before.timed : undefined;
    peer.probed(key, { cookie, at: now, timed, answered: false });
    this.#out.send(socket, this.#self.register(peer.mac, cookie));
  }
}

function isGuess(first: Endpoint, { address, port }: Endpoint): boolean {
  return address === first.address && port >= first.port && port < first.port + spec.guessedPorts;
}
