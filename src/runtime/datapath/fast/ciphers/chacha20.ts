import { Bug } from "../../../../base/bug.ts";
import type { Core } from "../edge/core.ts";
import { evp as loadedEvp } from "./evp.ts";
import type { KernelMemory } from "../shared/kernel-memory.ts";
import type { Sealing } from "../edge/ports.ts";

/** Generates ChaCha20 key stream in the core's memory. */
export interface StreamEngine {
  /** Starts at the IV of 16 bytes at `iv` (fact sheet §6). */
  begin(iv: number): void;
  /** The next `length` bytes, whole blocks. */
  next(into: number, length: number): void;
}

/** With OpenSSL. Undefined = this node does not export it. */
export function opensslChaCha20(memory: KernelMemory, key: Uint8Array): StreamEngine | undefined {
  const evp = loadedEvp();
  if (evp === undefined) return undefined;
  const { at } = memory.core;
  const context = evp.context(evp.encryptInit, evp.cipher("EVP_chacha20"), key);
  const lengthAt = memory.address(at.openssl, 4);
  return {
    begin(iv) {
      if (evp.encryptAgain(context, 0, 0, 0, memory.address(iv, 16)) !== 1) throw new Bug("OpenSSL refused an IV");
    },
    next(into, length) {
      const done = evp.encryptUpdate(
        context,
        memory.address(into, length),
        lengthAt,
        memory.address(at.zeros, length),
        length,
      );
      if (done !== 1) throw new Bug("OpenSSL refused whole blocks");
    },
  };
}

/** One stream for the packets of a batch whose preambles are consecutive (`key-stream.ts`). */
export class StreamSealing implements Sealing {
  readonly #core: Core;
  readonly #engine: StreamEngine;

  constructor(core: Core, engine: StreamEngine) {
    this.#core = core;
    this.#engine = engine;
  }

  seal(): void {
    this.#core.call.chainPreambles();
    this.#apply(0, this.#core.call.slotCount());
  }

  open(): void {
    this.#apply(1, this.#core.call.segmentCount());
  }

  #apply(opening: 0 | 1, count: number): void {
    const { call, at } = this.#core;
    for (let first = 0; first < count;) {
      const packets = call.planStream(opening, first);
      if (call.streamContinues() === 0) this.#engine.begin(call.streamIv());
      this.#engine.next(at.stage, call.streamLength());
      call.applyStream(opening, first, packets);
      first += packets;
    }
  }
}
