import { after, type Duration, type Instant } from "../../../src/base/instant.ts";

/** Virtual time: scheduled events in order of time, and of scheduling if times are equal. */
export class EventQueue {
  #now: Instant;
  #scheduled = 0;
  /** A binary heap: every entry is not later than those at 2i+1 and 2i+2. */
  readonly #heap: Entry[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  get now(): Instant {
    return this.#now;
  }

  /** When the next event is due; undefined = there is none. */
  get next(): Instant | undefined {
    return this.#heap[0]?.at;
  }

  /** A time in the past means now. */
  at(time: Instant, run: () => void): void {
    const entry = { at: time > this.#now ? time : this.#now, order: this.#scheduled++, run };
    let i = this.#heap.push(entry) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && isBefore(entry, this.#heap[parent]!); parent = (i - 1) >> 1) {
      this.#heap[i] = this.#heap[parent]!;
      i = parent;
    }
    this.#heap[i] = entry;
  }

  after(wait: Duration, run: () => void): void {
    this.at(after(this.#now, wait), run);
  }

  /** Runs the next event, if it is due by `limit`; else time becomes `limit`. False = there was none. */
  step(limit: Instant): boolean {
    const first = this.#heap[0];
    if (first === undefined || first.at > limit) {
      if (limit > this.#now) this.#now = limit;
      return false;
    }
    this.#removeFirst();
    this.#now = first.at;
    first.run();
    return true;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}

interface Entry {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
