import koffi from "koffi";
import { Bug } from "../../../../base/bug.ts";
import type { Core } from "../edge/core.ts";

/**
 * The address of a buffer in this process. With the `core/kernel.ts` of each core, which writes the addresses inside
 * iovecs and messages, the only place that creates addresses for the kernel or OpenSSL. Invariants:
 *  1. an address is returned for a length, and both are inside the regions [first, end);
 *  2. the buffer never grows, and V8 never moves a WebAssembly memory or a large ArrayBuffer, so an address stays valid;
 *  3. the buffer outlives every call, because it is referenced here and calls are synchronous.
 */
export class AddressSpace {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #base: number;
  readonly #first: number;
  readonly #end: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, first: number, end: number, useBase?: (address: bigint) => void) {
    this.bytes = bytes;
    this.#first = first;
    this.#end = end;
    const address = koffi.address(bytes.buffer);
    this.#base = Number(address);
    if (!Number.isSafeInteger(this.#base)) throw new Bug(`an address beyond 2^53: ${address}`);
    if (end > bytes.length) throw new Bug(`regions of ${end} bytes in a memory of ${bytes.length}`);
    useBase?.(BigInt(address));
  }

  /** The address of `length` bytes at `offset`. */
  address(offset: number, length: number): number {
    if (!(offset >= this.#first && length >= 0 && offset + length <= this.#end)) {
      throw new Bug(`outside the memory: ${length} bytes at ${offset}`);
    }
    return this.#base + offset;
  }
}

/** The packet core's. */
export class KernelMemory extends AddressSpace {
  readonly core: Core;

  constructor(core: Core) {
    super(core.bytes, core.at.frameIn, core.at.end, (address) => core.call.useBase(address));
    this.core = core;
  }
}
