/**
 * How frames come to take a direct path, in the order in which that happens:
 *
 * 1. `peers.ts`, `peer.ts`: who is known, and what is known of each
 * 2. `announcing.ts`, `introduction.ts`: telling others where, and who, we are
 * 3. `punching.ts`: learns sockets of a peer from all that comes in, and probes them in rounds (`punch.ts`) while there are
 *    frames
 * 4. `probing.ts`: sends the REGISTERs, to none that `reachable.ts` refuses and within `budget.ts`; knows which answer fits
 * 5. `direct-path.ts`: an answer makes a path (`proven-path.ts`, `round-trip.ts`, `path-checks.ts`); keeps it alive, doubts it, replaces it,
 *    drops it
 * 6. `lateness.ts`: a program that was held up does not hold that against its peers
 * 7. `peer-status.ts`: what the status shows of it
 *
 * @module
 */
import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";
import { type Peer, inUse, newPeer } from "./peer.ts";

/** Bounded, because strangers can invent peers as fast as they can send. */
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
    const peer = newPeer(mac, now);
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

  /** Looks only at the oldest entries, so that a flood of new names costs little. */
  #evict(now: Instant): boolean {
    let looked = 0;
    for (const peer of this.#byMac.values()) {
      if (peer.direct === undefined && !inUse(peer, now)) return this.#forget(peer);
      if (++looked >= 64) break;
    }
    return false;
  }
}
