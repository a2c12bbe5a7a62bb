/** Takes each counter of one sender once, and none that is too late (RFC 6479 in spirit). */
export class ReplayWindow {
  /** One more than the largest counter taken. */
  #end = 0;
  /** Bit of counter n: n modulo the size. */
  readonly #taken = new Uint32Array(size / 32);

  /** May it still be taken? To be asked before the cost of opening. */
  admits(counter: number): boolean {
    if (counter >= this.#end) return true;
    return counter >= this.#end - size && !this.#has(counter);
  }

  /** Only for counters that `admits` allows and whose datagram was genuine. */
  take(counter: number): void {
    if (counter >= this.#end) {
      const steps = Math.min(counter - this.#end, size);
      for (let i = 0; i < steps; i++) this.#clear(counter - 1 - i);
      this.#end = counter + 1;
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
