import { after, milliseconds, since, type Duration, type Instant } from "../../../src/base/instant.ts";
import { usualQueue } from "../../topology/impairment/totals.ts";
import type { Impairment } from "../../topology/link.ts";
import { Bursts } from "./bursts.ts";
import { wrongBit } from "./damage.ts";
import { drawLuck, type LinkLuck, type PacketLuck } from "./luck.ts";

export type FrameFate =
  | {
      readonly is: "forwarded";
      readonly due: Instant;
      /** It is held back, so that frames behind it may be due earlier. */
      readonly heldBack?: true;
      /** It arrives twice. */
      readonly twice?: true;
      /** The offset of a bit of the frame that arrives inverted. */
      readonly wrongBit?: number;
    }
  /** Drawn by the link's loss, independent or in bursts. */
  | { readonly is: "lost" }
  /** The queue in front of a link with a rate was full. */
  | { readonly is: "overflowed" };

const arp = 0x0806;

/**
 * One direction of a link: decides for each frame whether it arrives, when, how often and how. Frames keep their order but for
 * those that are held back. The k-th IP packet offered while `passThrough` is off has the same fate in every run with the same
 * seed: as many random numbers are drawn for it, whatever the impairment. ARP is delayed, but nothing else happens to it, and
 * draws none: a lost question is repeated only after a second, which would drown the configured loss.
 */
export class Direction {
  impairment: Impairment;
  /** No impairment while it is set. */
  passThrough = false;
  readonly #luck: LinkLuck;
  readonly #bursts = new Bursts();
  #lineFree = 0 as Instant;
  #lastDue = 0 as Instant;

  constructor(impairment: Impairment, luck: LinkLuck) {
    this.impairment = impairment;
    this.#luck = luck;
  }

  offer(frame: Uint8Array, now: Instant): FrameFate {
    if (this.passThrough) return { is: "forwarded", due: this.#inOrder(now) };
    const { delay, jitter, loss, burstLoss } = this.impairment;
    const luck = etherType(frame) === arp ? undefined : drawLuck(this.#luck);
    if (luck !== undefined) {
      const burst = this.#bursts.loses(burstLoss, luck);
      if (luck.loss < loss || burst) return { is: "lost" };
    }
    const sent = this.#transmit(frame, now);
    if (sent === undefined) return { is: "overflowed" };
    const arrival = after(sent, milliseconds(delay + jitter * (2 * (luck?.jitter ?? 0.5) - 1)));
    return luck === undefined ? { is: "forwarded", due: this.#inOrder(arrival) } : this.#arrive(frame, arrival, luck);
  }

  /** When the frame's last bit has left; undefined = it finds no room in the queue. */
  #transmit(frame: Uint8Array, now: Instant): Instant | undefined {
    const { rate, queue = usualQueue } = this.impairment;
    if (rate === undefined) return now;
    const start = this.#lineFree > now ? this.#lineFree : now;
    const wait = since(now, start);
    const waiting = (wait * rate) / 8000;
    const fits = "time" in queue ? wait <= queue.time : wait === 0 || waiting + frame.length <= queue.bytes;
    if (!fits) return undefined;
    this.#lineFree = after(start, milliseconds((frame.length * 8000) / rate));
    return this.#lineFree;
  }

  #arrive(frame: Uint8Array, arrival: Instant, luck: PacketLuck): FrameFate {
    const { reorder, duplicate = 0, corrupt = 0 } = this.impairment;
    const heldBack: Duration | undefined = reorder && luck.reorder < reorder.share ? reorder.by : undefined;
    const bit = luck.corrupt < corrupt ? wrongBit(frame, luck.bit) : undefined;
    return {
      is: "forwarded",
      due: heldBack === undefined ? this.#inOrder(arrival) : after(latest(arrival, this.#lastDue), heldBack),
      ...(heldBack !== undefined && { heldBack: true }),
      ...(luck.duplicate < duplicate && { twice: true }),
      ...(bit !== undefined && { wrongBit: bit }),
    };
  }

  #inOrder(arrival: Instant): Instant {
    this.#lastDue = latest(arrival, this.#lastDue);
    return this.#lastDue;
  }
}

const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b);

function etherType(frame: Uint8Array): number {
  return frame.length < 14 ? 0 : (frame[12]! << 8) | frame[13]!;
}
