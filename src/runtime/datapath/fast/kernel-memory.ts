import koffi from "koffi";
import { Bug } from "../../../base/bug.ts";
import type { Core } from "./core.ts";

/**
 * Where the core's memory lies in this process. With `core/kernel.ts`, which writes the addresses inside iovecs and
 * messages, the only place that makes an address for the kernel or OpenSSL. Invariants:
 *  1. an address is given out with a length, and both lie inside the regions [frameIn, end);
 *  2. the memory never grows, and a WebAssembly memory is never moved by V8, so an address stays true;
 *  3. the core's memory outlives every call: `core` is held here, and calls are synchronous.
 */
export class KernelMemory {
  readonly core: Core;
  readonly #base: number;

  constructor(core: Core) {
    this.core = core;
    const address = koffi.address(core.bytes.buffer);
    this.#base = Number(address);
    if (!Number.isSafeInteger(this.#base)) throw new Bug(`an address beyond 2^53: ${address}`);
    core.call.useBase(BigInt(address));
  }

  /** The address of `length` bytes at `offset`. */
  address(offset: number, length: number): number {
    const { frameIn, end } = this.core.at;
    if (!(offset >= frameIn && length >= 0 && offset + length <= end)) {
      throw new Bug(`outside the core's memory: ${length} bytes at ${offset}`);
    }
    return this.#base + offset;
  }
}
