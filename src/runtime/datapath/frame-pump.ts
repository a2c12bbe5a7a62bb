import { closeSync } from "node:fs";
import type { Mac } from "../../base/address/mac.ts";
import { close, eventfd, kernelBuffer, lastError, poll, read, tapGone, write } from "./libc.ts";
import { setTapMac } from "./tap-device.ts";

const spec = { readable: 0x0001, nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;

const tuned = {
  /** Frames to read before the program's other events get their turn. */
  batch: 64,
  /** A TAP frame never exceeds what an n2n PACKET carries (fact sheet §10.5). */
  frameBytes: 2048,
} as const;

export interface FramePumpSink {
  frames(batch: readonly Uint8Array[]): void;
  broken(error: Error): void;
}

/**
 * Reads and writes the frames of an open TAP. Owns the descriptor, which is closed once no thread polls it any more.
 */
export class FramePump implements AsyncDisposable {
  readonly #fd: number;
  readonly #sink: FramePumpSink;
  /** Ends a poll at once: a thread that waits in the kernel cannot be cancelled, and delays even process.exit. */
  readonly #waker = eventfd(0, spec.nonBlocking | spec.closeOnExec);
  readonly #polled = kernelBuffer(16);
  readonly #slots: readonly Uint8Array[];
  readonly #outgoing = kernelBuffer(tuned.frameBytes);
  #closed = false;
  #idle: Promise<void> | undefined;

  constructor(fd: number, sink: FramePumpSink) {
    this.#fd = fd;
    this.#sink = sink;
    const slab = kernelBuffer(tuned.batch * tuned.frameBytes);
    this.#slots = Array.from({ length: tuned.batch }, (_, i) =>
      slab.subarray(i * tuned.frameBytes, (i + 1) * tuned.frameBytes),
    );
    const polled = new DataView(this.#polled.buffer);
    for (const [at, watched] of [fd, this.#waker].entries()) {
      polled.setInt32(at * 8, watched, true);
      polled.setInt16(at * 8 + 4, spec.readable, true);
    }
  }

  start(): void {
    process.on("exit", this.#wake);
    this.#idle = this.#run().finally(() => {
      process.off("exit", this.#wake);
      closeSync(this.#fd);
      close(this.#waker);
    });
  }

  restoreMac(mac: Mac): boolean {
    return !this.#closed && setTapMac(this.#fd, mac);
  }

  /** False = the kernel refused it. */
  write(frame: Uint8Array): boolean {
    if (this.#closed || frame.length > tuned.frameBytes) return false;
    this.#outgoing.set(frame);
    return write(this.#fd, this.#outgoing, frame.length) === frame.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) this.#wake();
    await this.#idle;
  }

  readonly #wake = (): void => {
    this.#closed = true;
    const one = kernelBuffer(8);
    one[0] = 1;
    write(this.#waker, one, 8);
  };

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#readable();
      if (!this.#closed) this.#drain();
    }
  }

  #readable(): Promise<void> {
    return new Promise((resolve) => poll.async(this.#polled, 2, -1, () => resolve()));
  }

  #drain(): void {
    const batch: Uint8Array[] = [];
    let failure: string | undefined;
    while (batch.length < tuned.batch && failure === undefined) {
      const slot = this.#slots[batch.length]!;
      const length = read(this.#fd, slot, tuned.frameBytes);
      if (length > 0) batch.push(slot.subarray(0, length));
      else failure = lastError();
    }
    if (batch.length > 0) this.#sink.frames(batch);
    if (failure === undefined || failure === "EAGAIN" || failure === "EINTR") return;
    this.#closed = true;
    this.#sink.broken(new Error(tapGone(failure)));
  }
}
