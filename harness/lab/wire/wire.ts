import { performance } from "node:perf_hooks";
import { instant, type Instant } from "../../../src/base/instant.ts";
import type { Impairment } from "../../topology/link.ts";
import { read, write } from "../agent/libc.ts";
import { flipBit } from "./damage.ts";
import { linkLuck } from "./luck.ts";
import { fit } from "./mtu.ts";
import { Direction } from "./queue.ts";
import { Counts } from "./stats.ts";
import { WaitingFrames } from "./waiting-frames.ts";

/** Tunable: frames read from one TAP before the others get their turn. */
const tuned = { burst: 64 };

const largestFrame = 65_550;
const buffer = Buffer.alloc(largestFrame);

export const now = (): Instant => instant(performance.timeOrigin + performance.now());

/** One direction of a wire: reads frames at one TAP, writes them to the other when they are due. */
export class HalfWire {
  readonly from: number;
  readonly direction: Direction;
  readonly counts = new Counts();
  readonly #to: number;
  readonly #waiting = new WaitingFrames();

  constructor(from: number, to: number, impairment: Impairment, seed: number, owner: string, side: "up" | "down") {
    this.from = from;
    this.#to = to;
    this.direction = new Direction(impairment, linkLuck(seed, owner, side));
  }

  get nextDue(): Instant | undefined {
    return this.#waiting.first?.due;
  }

  /** Reads the frames that are waiting, up to a burst. */
  take(): void {
    for (let i = 0; i < tuned.burst; i++) {
      const length = read(this.from, buffer, largestFrame);
      if (length <= 0) return;
      for (const frame of this.#fitting(new Uint8Array(buffer.subarray(0, length)))) this.#offer(frame);
    }
  }

  /** The frame, or its fragments; none if it is too long, which its sender may hear of. */
  #fitting(frame: Uint8Array): readonly Uint8Array[] {
    const { mtu } = this.direction.impairment;
    if (mtu === undefined || this.direction.passThrough) return [frame];
    const fitted = fit(frame, mtu);
    if (fitted.is === "fits") return [frame];
    if (fitted.is === "fragmented") return fitted.frames;
    this.counts.tooLong++;
    if (fitted.answer !== undefined) write(this.from, fitted.answer, fitted.answer.length);
    return [];
  }

  #offer(frame: Uint8Array): void {
    const fate = this.direction.offer(frame, now());
    if (fate.is !== "forwarded") {
      this.counts[fate.is]++;
      return;
    }
    if (fate.wrongBit !== undefined) flipBit(frame, fate.wrongBit);
    for (let copies = fate.twice ? 2 : 1; copies > 0; copies--) this.#waiting.add({ due: fate.due, frame });
    this.counts.altered(fate);
  }

  /** Writes the frames that are due. One for an interface that is down or gone is lost, as on a cable. */
  deliver(): void {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      const late = now() - next.due;
      if (late < 0) break;
      write(this.#to, next.frame, next.frame.length);
      this.counts.left(late);
      this.#waiting.removeFirst();
    }
  }
}
