import { SharedLock } from "./shared-lock.ts";

/**
 * Takes each counter of one sender once, and none that is too late (RFC 6479 in spirit). Two threads may share one: a
 * datagram that one has taken, the other refuses.
 */
export class ReplayWindow {
  /** For the window of another thread that is to be the same one. */
  readonly shared: SharedArrayBuffer;
  readonly #lock: SharedLock;
  /** One more than the largest counter taken. */
  readonly #end: Float64Array;
  /** Bit of counter n: n modulo the size. */
  readonly #taken: Uint32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(16 + size / 8)) {
    this.shared = shared;
    this.#lock = new SharedLock(shared, 0);
    this.#end = new Float64Array(shared, 8, 1);
    this.#taken = new Uint32Array(shared, 16);
  }

  /** May it still be taken? To be asked before the cost of opening. */
  admits(counter: number): boolean {
    const end = this.#end[0]!;
    if (counter >= end) return true;
    return counter >= end - size && !this.#has(counter);
  }

  /** Only for counters whose datagram was genuine. False = it was accepted meanwhile, or is too late by now. */
  take(counter: number): boolean {
    this.#lock.take();
    const fresh = this.admits(counter);
    if (fresh) this.#mark(counter);
    this.#lock.release();
    return fresh;
  }

  #mark(counter: number): void {
    const end = this.#end[0]!;
    if (counter >= end) {
      const steps = Math.min(counter - end, size);
      for (let i = 0; i < steps; i++) this.#clear(counter - 1 - i);
      this.#end[0] = counter + 1;
    }
    const at = counter % size;
    this.#taken[at >>> 5]! |= 1 << (at & 31);
  }

  #has(counter: number): boolean {
    const at = counter % size;
    return (this.#taken[at >>> 5]! & (1 << (at & 31))) !== 0;
  }

  #clear(counter: number): void {
    const at = counter % size;
    this.#taken[at >>> 5]! &= ~(1 << (at & 31));
  }
}

/** Decision record 0002. */
const size = 2048;
