import { SharedLock } from "./shared-lock.ts";

/**
 * Accepts each counter of one sender once, and none that is too late (similar to RFC 6479). Two threads may share
 * one: the other refuses a datagram that one has accepted.
 */
export class ReplayWindow {
  /** The shared memory, to use the same window in another thread. */
  readonly shared: SharedArrayBuffer;
  readonly #lock: SharedLock;
  /** One more than the largest counter accepted. */
  readonly #end: Float64Array;
  /** Bit of counter n: n modulo the size. */
  readonly #taken: Uint32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer(16 + size / 8)) {
    this.shared = shared;
    this.#lock = new SharedLock(shared, 0);
    this.#end = new Float64Array(shared, 8, 1);
    this.#taken = new Uint32Array(shared, 16);
  }

  /** Could it still be accepted? Checked before the cost of opening. */
  admits(counter: number): boolean {
    const end = this.#end[0]!;
    if (counter >= end) return true;
    return counter >= end - size && !this.#has(counter);
  }

  /** Only for counters of genuine datagrams. False = accepted meanwhile, or too late by now. */
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
