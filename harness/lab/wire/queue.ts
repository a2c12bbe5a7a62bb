import { after, milliseconds, type Instant } from "../../../src/base/instant.ts";
import { fraction, seededRandom, type Random } from "../../../src/base/random.ts";
import type { Impairment } from "../../topology/link.ts";

export type FrameFate =
  | { readonly is: "forwarded"; readonly due: Instant }
  /** Drawn by the link's loss. */
  | { readonly is: "lost" }
  /** The queue in front of a link with a rate was full. */
  | { readonly is: "overflowed" };

/** Tunable. */
const tuned = {
  /** A frame that would have to wait longer than this to be sent is dropped as overflow. */
  backlog: milliseconds(250),
};

const arp = 0x0806;

/**
 * One direction of a link: decides for each frame whether it arrives, and when. Frames keep their order. The k-th IP
 * packet offered while `passThrough` is off has the same fate in every run with the same seed: two random numbers are
 * drawn for it, whatever the impairment. ARP is delayed, but never lost, and draws none: a lost question is repeated
 * only after a second, which would drown the configured loss.
 */
export class Direction {
  impairment: Impairment;
  /** No impairment while it is set. */
  passThrough = false;
  readonly #random: Random;
  #lineFree = 0 as Instant;
  #lastDue = 0 as Instant;

  constructor(impairment: Impairment, random: Random) {
    this.impairment = impairment;
    this.#random = random;
  }

  offer(frame: Uint8Array, now: Instant): FrameFate {
    if (this.passThrough) return this.#forward(now);
    const { delay, jitter, loss, rate } = this.impairment;
    let luck = 0.5;
    if (etherType(frame) !== arp) {
      const lost = fraction(this.#random) < loss;
      luck = fraction(this.#random);
      if (lost) return { is: "lost" };
    }
    let sent = now;
    if (rate !== undefined) {
      const start = this.#lineFree > now ? this.#lineFree : now;
      if (start - now > tuned.backlog) return { is: "overflowed" };
      sent = after(start, milliseconds((frame.length * 8000) / rate));
      this.#lineFree = sent;
    }
    return this.#forward(after(sent, milliseconds(delay + jitter * (2 * luck - 1))));
  }

  #forward(arrival: Instant): FrameFate {
    if (arrival > this.#lastDue) this.#lastDue = arrival;
    return { is: "forwarded", due: this.#lastDue };
  }
}

/** A separate random stream for each direction of each link, independent of the rest of the topology. */
export function linkRandom(seed: number, owner: string, side: "up" | "down"): Random {
  // FNV-1a (32 bits).
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed}/${owner}/${side}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return seededRandom(hash >>> 0);
}

function etherType(frame: Uint8Array): number {
  return frame.length < 14 ? 0 : (frame[12]! << 8) | frame[13]!;
}
