import { performance } from "node:perf_hooks";
import { instant, type Instant } from "../../../src/base/instant.ts";
import type { Impairment } from "../../topology/link.ts";
import { read, write } from "../agent/libc.ts";
import { Direction, linkRandom } from "./queue.ts";
import { Counts } from "./stats.ts";

/** Tunable. */
const tuned = {
  /** Frames read from one TAP before the others get their turn. */
  burst: 64,
  /** Used entries at the head of the queue before it is compacted. */
  slack: 1024,
};

const largestFrame = 65_550;
const buffer = Buffer.alloc(largestFrame);

export const now = (): Instant => instant(performance.timeOrigin + performance.now());

interface Waiting {
  readonly due: Instant;
  readonly frame: Uint8Array;
}

/** One direction of a wire: reads frames at one TAP, writes them to the other when they are due. */
export class HalfWire {
  readonly from: number;
  readonly direction: Direction;
  readonly counts = new Counts();
  readonly #to: number;
  #queue: Waiting[] = [];
  #head = 0;

  constructor(from: number, to: number, impairment: Impairment, seed: number, owner: string, side: "up" | "down") {
    this.from = from;
    this.#to = to;
    this.direction = new Direction(impairment, linkRandom(seed, owner, side));
  }

  get nextDue(): Instant | undefined {
    return this.#queue[this.#head]?.due;
  }

  /** Reads the frames that are waiting, up to a burst. */
  take(): void {
    for (let i = 0; i < tuned.burst; i++) {
      const length = read(this.from, buffer, largestFrame);
      if (length <= 0) return;
      const frame = new Uint8Array(buffer.subarray(0, length));
      const fate = this.direction.offer(frame, now());
      if (fate.is === "forwarded") this.#queue.push({ due: fate.due, frame });
      else this.counts[fate.is]++;
    }
  }

  /** Writes the frames that are due. One for an interface that is down or gone is lost, as on a cable. */
  deliver(): void {
    for (let next = this.#queue[this.#head]; next !== undefined; next = this.#queue[this.#head]) {
      const late = now() - next.due;
      if (late < 0) break;
      write(this.#to, next.frame, next.frame.length);
      this.counts.left(late);
      this.#head++;
    }
    if (this.#head > tuned.slack) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }
}
