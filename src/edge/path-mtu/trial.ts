import type { Endpoint } from "../../base/address/endpoint.ts";
import { type Instant, after } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import { tuned } from "../timing.ts";

/** Where full datagrams may get lost: at a peer's socket, or, without `peer`, at the supernode's. */
export interface MtuPlace {
  readonly socket: Endpoint;
  readonly peer?: Mac;
}

/** "black-hole": small datagrams arrive, full ones never do. "unknown": too few answers to tell this from loss. */
export type MtuOutcome = "arrives" | "black-hole" | "unknown";

/**
 * Asks one place whether datagrams of full size arrive (RFC 4821 §7.2, RFC 8899 §5): they are sent beside small ones, and
 * both get small answers. Loss hits both, a path that is too narrow only the full ones. Then, unless `known`, a search for
 * the largest size that arrives, one datagram for each step.
 */
export class MtuTrial {
  readonly place: MtuPlace;
  /** UDP payload of a full datagram, in bytes. */
  readonly full: number;
  next: Instant;
  /** The largest size that was answered; 0 = none but small ones. */
  largest: number;
  /** The size that was sent last, but for small ones. */
  asked: number;
  readonly #isMeasured: boolean;
  /** The least size known not to arrive; what is on its way counts as lost until it is answered, then as before. */
  #tooLong: number;
  #tooLongBefore: number;
  #tries = 0;
  #small = 0;

  /** `known`: the largest size that arrives, from an earlier trial. */
  constructor(place: MtuPlace, full: number, now: Instant, known?: number) {
    this.place = place;
    this.full = this.asked = this.#tooLong = this.#tooLongBefore = full;
    this.next = now;
    this.#isMeasured = known !== undefined;
    this.largest = known ?? 0;
  }

  /** The sizes to send now; 0 = small. The full one is first, so that its answer is the first as well. */
  try(now: Instant): readonly number[] {
    this.#tries++;
    if (!this.#isProven) {
      this.next = after(now, tuned.mtuRetry);
      return [this.full, 0];
    }
    this.next = after(now, tuned.mtuStep);
    const open = this.#open;
    this.asked = open[open.length >> 1]!;
    this.#tooLongBefore = this.#tooLong;
    this.#tooLong = this.asked;
    return [this.asked];
  }

  /** A datagram of this size was answered. */
  answered(size: number): void {
    if (size === 0) this.#small++;
    this.largest = Math.max(this.largest, size);
    if (size >= this.#tooLong) this.#tooLong = this.#tooLongBefore;
  }

  /** Undefined = not decided yet. To be asked when the next try is due. */
  outcome(): MtuOutcome | undefined {
    if (this.largest >= this.full) return "arrives";
    if (this.#isProven) return this.#isMeasured || this.#open.length === 0 ? "black-hole" : undefined;
    return this.#tries >= tuned.mtuTries ? "unknown" : undefined;
  }

  get #isProven(): boolean {
    return this.#small >= tuned.mtuProof;
  }

  /** Sizes that may still be the largest that arrives. */
  get #open(): readonly number[] {
    return ladder.filter((size) => size > this.largest && size < this.#tooLong);
  }
}

/** Common MTUs of lines (RFC 1191 §7.1, and tunnels since), as UDP payloads over IPv4. */
const ladder: readonly number[] = [
  576, 768, 900, 1024, 1100, 1152, 1200, 1240, 1280, 1300, 1320, 1340, 1360, 1380, 1400, 1420, 1440, 1454, 1460, 1472, 1480, 1492, 1500,
].map((mtu) => mtu - 28); // prettier-ignore
