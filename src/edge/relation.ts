import { sameBytes } from "../base/bytes.ts";
import { type Instant, since } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Random } from "../base/random.ts";
import { ReplayWindow } from "../seal/replay-window.ts";
import type { PeerSession } from "../seal/session.ts";
import { nonceBytes } from "./sealed-payload.ts";
import { tuned } from "./timing.ts";

/** A run of a peer that has echoed our nonce: what it seals is new. */
export interface LiveSession extends PeerSession {
  /** The last datagram that opened. */
  heard: Instant;
}

/** What we know of one peer's authenticity. */
export class Relation {
  /** The nonce that we have out; good for one echo. */
  nonce: Uint8Array;
  /** The peer's last nonce; zeros = none. */
  theirs: Uint8Array = new Uint8Array(nonceBytes);
  live: LiveSession | undefined;
  /** Hellos on our own account become rare while nobody answers. */
  nextGreeting: Instant | undefined;
  greetings = 0;
  lastReply: Instant | undefined;
  used: Instant;

  constructor(nonce: Uint8Array, now: Instant) {
    this.nonce = nonce;
    this.used = now;
  }

  /** Our nonce came back in a datagram under this key: its sender runs now. Whether that is news. */
  echoed(session: Uint8Array, key: Uint8Array, counter: number, fresh: Uint8Array, now: Instant): boolean {
    this.nonce = fresh;
    this.nextGreeting = undefined;
    this.greetings = 0;
    if (this.isLive(session)) return false;
    const window = new ReplayWindow();
    window.take(counter);
    this.live = { id: session, key, window, heard: now };
    return true;
  }

  isLive(session: Uint8Array): boolean {
    return this.live !== undefined && sameBytes(this.live.id, session);
  }
}

/** Only what opened under the shared key, or what we want to reach, gets in; the least recently used one goes. */
export class Relations {
  readonly #random: Random;
  readonly #byMac = new Map<Mac, Relation>();
  readonly #forgotten: (mac: Mac) => void;

  /** `forgotten`: a peer that was live is no longer known. */
  constructor(random: Random, forgotten: (mac: Mac) => void) {
    this.#random = random;
    this.#forgotten = forgotten;
  }

  nonce(): Uint8Array {
    return this.#random.bytes(nonceBytes);
  }

  get(mac: Mac): Relation | undefined {
    return this.#byMac.get(mac);
  }

  with(mac: Mac, now: Instant): Relation {
    const relation = this.#byMac.get(mac) ?? new Relation(this.nonce(), now);
    relation.used = now;
    this.#byMac.delete(mac);
    this.#byMac.set(mac, relation);
    if (this.#byMac.size > tuned.peersMax) {
      const [oldest] = this.#byMac.keys();
      this.#forget(oldest!);
    }
    return relation;
  }

  /** With a relation goes the nonce that it had out, so that no recorded hello can bring it back. */
  purge(now: Instant): void {
    for (const [mac, { live, used }] of this.#byMac) {
      if (since(live?.heard ?? used, now) >= tuned.forgetAfter) this.#forget(mac);
    }
  }

  #forget(mac: Mac): void {
    if (this.#byMac.get(mac)?.live !== undefined) this.#forgotten(mac);
    this.#byMac.delete(mac);
  }
}
