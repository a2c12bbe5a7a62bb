import type { Endpoint } from "../../../../../base/address/endpoint.ts";
import { endpointAt } from "../forwarder.ts";
import { regionNames, type Core } from "../core.ts";
import type { Ports } from "../ports.ts";

/** Between regions, and after the last. */
export const gapBytes = 64;

/** One datagram as delivered by the kernel: several of one size may be joined. */
export interface Joined {
  readonly from: Endpoint;
  readonly bytes: Uint8Array;
  /** Size of each except the last; absent = not joined. */
  readonly size?: number;
}

/** A fake kernel of arrays that reads the core's structures like the real one. Addresses are offsets: the base is 0. */
export class FakePorts implements Ports {
  /** Virtio headers and frames that will be read. */
  readonly frames: Uint8Array[] = [];
  readonly datagrams: Joined[] = [];
  readonly sent: { readonly to: Endpoint; readonly bytes: Uint8Array }[] = [];
  /** Virtio headers and frames that were written. */
  readonly written: Uint8Array[] = [];
  refusesSegments = false;
  calls = 0;
  readonly #core: Core;
  readonly #view: DataView;
  readonly #starts: readonly number[];

  constructor(core: Core) {
    this.#core = core;
    this.#view = new DataView(core.bytes.buffer);
    this.#starts = regionNames.map((name) => core.at[name]).sort((a, b) => a - b);
    core.call.useBase(0n);
  }

  readFrame(): number {
    const frame = this.frames.shift();
    if (frame === undefined) return 0;
    const { bytes, at, layout } = this.#core;
    bytes.set(frame.subarray(0, layout.frameInBytes), at.frameIn);
    return Math.min(frame.length, layout.frameInBytes);
  }

  writeFrame(vectors: number, count: number): boolean {
    this.written.push(Buffer.concat(this.#gather(vectors, count)));
    return true;
  }

  sendMessages(first: number, count: number): number | "cannot-segment" | "refused" {
    this.calls++;
    let done = 0;
    for (; done < count; done++) {
      const at = this.#core.at.outMessages + (first + done) * 64;
      const control = this.#long(at + 40);
      if (control > 0 && this.refusesSegments) break;
      const to = endpointAt(this.#core.bytes, this.#long(at) + 2);
      if (this.#view.getUint16(this.#long(at), true) !== 2) throw new Error("not an IPv4 name");
      const bytes = Buffer.concat(this.#gather(this.#long(at + 16), this.#long(at + 24)));
      const size = control > 0 ? this.#segmentSize(this.#long(at + 32), 103, "getUint16") : bytes.length;
      for (let from = 0; from < bytes.length; from += size)
        this.sent.push({ to, bytes: bytes.subarray(from, from + size) });
    }
    return done > 0 ? done : "cannot-segment";
  }

  receiveMessages(): number {
    const batch = this.datagrams.splice(0, this.#core.layout.messagesIn);
    for (const [i, { from, bytes, size }] of batch.entries()) {
      const message = this.#core.at.inMessages + i * 64;
      const [vector] = [this.#long(message + 16)];
      this.#core.bytes.set(bytes.subarray(0, this.#long(vector + 8)), this.#long(vector));
      this.#view.setUint32(message + 56, Math.min(bytes.length, this.#long(vector + 8)), true);
      const name = this.#long(message);
      this.#core.bytes.set([2, 0, from.port >> 8, from.port & 0xff, ...from.address.split(".").map(Number)], name);
      if (size === undefined) {
        this.#view.setBigUint64(message + 40, 0n, true);
        continue;
      }
      const control = this.#long(message + 32);
      this.#view.setBigUint64(message + 40, 24n, true);
      this.#view.setBigUint64(control, 20n, true);
      this.#view.setUint32(control + 8, 17, true);
      this.#view.setUint32(control + 12, 104, true);
      this.#view.setInt32(control + 16, size, true);
    }
    return batch.length;
  }

  /** Faults on addresses outside our memory, like the kernel. */
  #gather(vectors: number, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, i) => {
      const at = this.#long(vectors + i * 16);
      const length = this.#long(vectors + i * 16 + 8);
      if (!this.#insideOneRegion(at, length)) throw new Error(`EFAULT: ${length} bytes at ${at}`);
      return this.#core.bytes.slice(at, at + length);
    });
  }

  #insideOneRegion(at: number, length: number): boolean {
    const next = this.#starts.findIndex((start) => start > at);
    return next > 0 && at + length <= this.#starts[next]! - gapBytes;
  }

  #segmentSize(control: number, type: number, read: "getUint16"): number {
    if (this.#view.getUint32(control + 8, true) !== 17 || this.#view.getUint32(control + 12, true) !== type) {
      throw new Error("unknown control message");
    }
    return this.#view[read](control + 16, true);
  }

  #long(at: number): number {
    return Number(this.#view.getBigUint64(at, true));
  }
}
