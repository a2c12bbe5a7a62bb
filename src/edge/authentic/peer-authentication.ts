import { sameBytes } from "../../base/bytes.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { Random } from "../../base/random.ts";
import { ReplayWindow } from "../../seal/stamps/replay-window.ts";
import type { PeerSession } from "../../seal/session.ts";
import { nonceBytes } from "./sealed-payload.ts";
import { tuned } from "../timing.ts";

/** A run of a peer that has echoed our nonce, so its frames are not replays. */
export interface LiveSession extends PeerSession {
  /** The last datagram that opened. */
  heard: Instant;
  /** Ordinary frames may still be under way. */
  began: Instant;
  /** Silent for so long that we no longer seal for it, although its sealed frames are still accepted. */
  dormant: boolean;
}

/** What we know of one peer's authenticity. */
export class PeerAuthentication {
  /** Our outstanding nonce; valid for one echo. */
  nonce: Uint8Array;
  /** The peer's last nonce; zeros = none. */
  theirs: Uint8Array = new Uint8Array(nonceBytes);
  live: LiveSession | undefined;
  /** Unsolicited hellos become rarer while there is no answer. */
  nextGreeting: Instant | undefined;
  greetings = 0;
  lastReply: Instant | undefined;
  used: Instant;

  constructor(nonce: Uint8Array, now: Instant) {
    this.nonce = nonce;
    this.used = now;
  }

  /** Our nonce was echoed under this key, so its sender is running now. Returns whether that is news. */
  echoed(session: Uint8Array, key: Uint8Array, counter: number, fresh: Uint8Array, now: Instant): boolean {
    this.nonce = fresh;
    this.nextGreeting = undefined;
    this.greetings = 0;
    if (this.isLive(session)) return false;
    const window = new ReplayWindow();
    window.take(counter);
    // A peer that was live a moment ago has restarted: ordinary frames stay refused.
    const began = this.#isRemembered(now) ? this.live!.began : now;
    this.live = { id: session, key, window, heard: now, began, dormant: false };
    return true;
  }

  /** A datagram of the live session opened. True = it had been silent for so long that peers may have forgotten us. */
  heard(now: Instant): boolean {
    const live = this.live!;
    if (!this.#isRemembered(now)) live.began = now;
    live.heard = now;
    const wasDormant = live.dormant;
    live.dormant = false;
    return wasDormant;
  }

  /** Would an ordinary frame be a downgrade? */
  expectsSealed(now: Instant): boolean {
    return this.#isRemembered(now) && since(this.live!.began, now) >= tuned.settling;
  }

  /** Was it live recently? */
  isFresh(now: Instant): boolean {
    return this.live !== undefined && !this.live.dormant && since(this.live.heard, now) < tuned.freshFor;
  }

  isLive(session: Uint8Array): boolean {
    return this.live !== undefined && sameBytes(this.live.id, session);
  }

  #isRemembered(now: Instant): boolean {
    return this.live !== undefined && since(this.live.heard, now) < tuned.forgetAfter;
  }
}

/**
 * Only peers of which a frame opened under the shared key, or that we want to reach, get an entry; the least recently
 * used one is evicted.
 */
export class PeerAuthentications {
  readonly #random: Random;
  readonly #byMac = new Map<Mac, PeerAuthentication>();
  readonly #silent: (mac: Mac) => void;

  /** `silent`: called when frames are no longer sealed for a peer that was live. */
  constructor(random: Random, silent: (mac: Mac) => void) {
    this.#random = random;
    this.#silent = silent;
  }

  nonce(): Uint8Array {
    return this.#random.bytes(nonceBytes);
  }

  get(mac: Mac): PeerAuthentication | undefined {
    return this.#byMac.get(mac);
  }

  with(mac: Mac, now: Instant): PeerAuthentication {
    const relation = this.#byMac.get(mac) ?? new PeerAuthentication(this.nonce(), now);
    relation.used = now;
    this.#byMac.delete(mac);
    this.#byMac.set(mac, relation);
    if (this.#byMac.size > tuned.peersMax) {
      const [oldest] = this.#byMac.keys();
      this.#forget(oldest!);
    }
    return relation;
  }

  /** Its outstanding nonce is dropped with it, so that no recorded hello can revive it. */
  purge(now: Instant): void {
    for (const [mac, { live, used }] of this.#byMac) {
      const silence = since(live?.heard ?? used, now);
      if (silence >= (live === undefined ? tuned.forgetAfter : tuned.keepFor)) this.#forget(mac);
      else if (live?.dormant === false && silence >= tuned.sealFor) {
        live.dormant = true;
        this.#silent(mac);
      }
    }
  }

  #forget(mac: Mac): void {
    if (this.#byMac.get(mac)?.live?.dormant === false) this.#silent(mac);
    this.#byMac.delete(mac);
  }
}
