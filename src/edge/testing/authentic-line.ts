import { type Pair, arrive, unicast, wire } from "./authentic-pair.ts";

// For tests: like `settle`, on a path with delay.

interface Due {
  readonly at: number;
  readonly act: () => void;
}

/** Two edges whose datagrams arrive `delay` ms later; times count from the beginning. */
export class Line {
  readonly rigs: Pair;
  readonly #delay: number;
  readonly #due: Due[] = [];
  #now = 0;
  /** Frames that reached each of them. */
  readonly delivered = [0, 0];
  /** Transforms of the unicast PACKETs that left each of them. */
  readonly sent: number[][] = [[], []];

  constructor(rigs: Pair, delay = 30) {
    this.rigs = rigs;
    this.#delay = delay;
  }

  /** The edge gets a unicast frame for the other one. */
  frame(at: number, from: 0 | 1): this {
    this.#due.push({ at, act: () => unicast(this.rigs, from) });
    return this;
  }

  until(end: number): this {
    for (;;) {
      this.#due.sort((a, b) => a.at - b.at);
      const next = this.#due[0];
      if (next === undefined || next.at > end) break;
      this.#due.shift();
      this.#advance(next.at);
      next.act();
      this.#carry();
    }
    this.#advance(end);
    return this;
  }

  #advance(to: number): void {
    if (to <= this.#now) return;
    for (const rig of this.rigs) rig.wait(to - this.#now);
    this.#now = to;
    this.#carry();
  }

  #carry(): void {
    for (const [i, rig] of this.rigs.entries()) {
      this.delivered[i]! += rig.done("deliver").length;
      for (const bytes of wire(rig)) {
        this.sent[i]!.push(bytes[transformAt]!);
        this.#due.push({ at: this.#now + this.#delay, act: () => arrive(this.rigs[1 - i]!, bytes) });
      }
    }
  }
}

/** Offset in a PACKET forwarded by a supernode, which contains an IPv4 socket. */
const transformAt = 24 + 6 + 6 + 8 + 1;
