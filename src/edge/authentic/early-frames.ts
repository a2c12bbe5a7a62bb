import { sameBytes } from "../../base/bytes.ts";
import { type Instant, since } from "../../base/instant.ts";
import type { Packet } from "../../wire/message.ts";
import { tuned } from "../timing.ts";

interface Early {
  readonly packet: Packet;
  readonly session: Uint8Array;
  readonly at: Instant;
}

/**
 * Frames that opened under the shared passphrase, of sessions that are not live yet: an edge's first broadcast comes
 * before it is known. They wait for a hello, and are dropped if none makes their session live in time.
 */
export class EarlyFrames {
  #waiting: Early[] = [];
  readonly #lost: () => void;

  /** `lost`: called for each frame that is dropped. */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  hold(packet: Packet, session: Uint8Array, now: Instant): void {
    this.expire(now);
    // Copied, because the datagram's buffer belongs to the datapath.
    this.#waiting.push({ packet: { ...packet, payload: Uint8Array.from(packet.payload) }, session, at: now });
    if (this.#waiting.length > tuned.earlyFrames) this.#give(this.#waiting.slice(1));
  }

  /** The frames of a session that is now live, in order of arrival. */
  release({ source }: Packet, session: Uint8Array, now: Instant): readonly Packet[] {
    this.expire(now);
    const isOf = (early: Early) => early.packet.source === source && sameBytes(early.session, session);
    const released = this.#waiting.filter(isOf);
    this.#waiting = this.#waiting.filter((early) => !isOf(early));
    return released.map(({ packet }) => packet);
  }

  expire(now: Instant): void {
    this.#give(this.#waiting.filter(({ at }) => since(at, now) < tuned.settling));
  }

  #give(kept: Early[]): void {
    for (let lost = this.#waiting.length - kept.length; lost > 0; lost--) this.#lost();
    this.#waiting = kept;
  }
}
