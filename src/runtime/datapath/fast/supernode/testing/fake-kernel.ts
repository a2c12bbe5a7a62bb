import type { Endpoint } from "../../../../../base/address/endpoint.ts";
import { ipv4Text, ipv4Word } from "../../../../../base/address/ipv4-word.ts";
import { relayRegionNames, type RelayCore } from "../core.ts";
import type { RelayPorts } from "../ports.ts";

/** Linux: struct mmsghdr. */
const messageBytes = 64;

/** Between regions, and after the last. */
export const gapBytes = 64;

/** A message as delivered by the kernel: datagrams of one size may be joined. */
export interface Arriving {
  readonly from: Endpoint;
  /** Our address; absent = not reported. */
  readonly to?: string;
  readonly bytes: Uint8Array;
  /** Size of each except the last; absent = not joined. */
  readonly size?: number;
}

export interface Leaving {
  readonly to: Endpoint;
  readonly source?: string;
  readonly bytes: Uint8Array;
}

/** A fake kernel of arrays that reads the core's structures like the real one. Addresses are offsets: the base is 0. */
export class FakeKernel implements RelayPorts {
  readonly arriving: Arriving[] = [];
  readonly sent: Leaving[] = [];
  refusesSegments = false;
  readonly #core: RelayCore;
  readonly #view: DataView;
  readonly #starts: readonly number[];

  constructor(core: RelayCore) {
    this.#core = core;
    this.#view = new DataView(core.bytes.buffer);
    this.#starts = relayRegionNames.map((name) => core.at[name]).sort((a, b) => a - b);
  }

  receive(): number {
    const batch = this.arriving.splice(0, this.#core.layout.messagesIn);
    for (const [i, { from, to, bytes, size }] of batch.entries()) {
      const message = this.#core.at.inMessages + i * messageBytes;
      const vector = this.#long(message + 16);
      const kept = bytes.subarray(0, this.#long(vector + 8));
      this.#core.bytes.set(kept, this.#long(vector));
      this.#view.setUint32(message + 56, kept.length, true);
      this.#name(this.#long(message), from);
      const control = this.#long(message + 32);
      let written = 0;
      if (size !== undefined) written += this.#writeControl(control + written, 17, 104, [size]);
      if (to !== undefined) written += this.#writeControl(control + written, 0, 8, [1, ipv4Word(to)!, ipv4Word(to)!]);
      this.#view.setBigUint64(message + 40, BigInt(written), true);
    }
    return batch.length;
  }

  send(first: number, count: number): number | "cannot-segment" | "refused" {
    let done = 0;
    for (; done < count; done++) {
      const at = first + done * messageBytes;
      const { size, source } = this.#control(this.#long(at + 32), this.#long(at + 40));
      if (size !== undefined && this.refusesSegments) break;
      const name = this.#long(at);
      if (this.#view.getUint16(name, true) !== 2) throw new Error("not an IPv4 name");
      const to = { address: ipv4Text(this.#view.getUint32(name + 4, true)), port: this.#view.getUint16(name + 2) };
      const bytes = Buffer.concat(this.#gather(this.#long(at + 16), this.#long(at + 24)));
      const step = size ?? bytes.length;
      if (bytes.length > 65_507 || bytes.length > step * 64) throw new Error("EMSGSIZE");
      for (let start = 0; start < bytes.length; start += step)
        this.sent.push({ to, ...(source && { source }), bytes: bytes.subarray(start, start + step) });
    }
    return done > 0 ? done : "cannot-segment";
  }

  #name(at: number, { address, port }: Endpoint): void {
    this.#view.setUint16(at, 2, true);
    this.#view.setUint16(at + 2, port);
    this.#view.setUint32(at + 4, ipv4Word(address)!, true);
  }

  /** Writes a struct cmsghdr; returns its size. */
  #writeControl(at: number, level: number, type: number, words: readonly number[]): number {
    this.#view.setBigUint64(at, BigInt(16 + words.length * 4), true);
    this.#view.setUint32(at + 8, level, true);
    this.#view.setUint32(at + 12, type, true);
    for (const [i, word] of words.entries()) this.#view.setUint32(at + 16 + i * 4, word, true);
    return (16 + words.length * 4 + 7) & ~7;
  }

  #control(start: number, length: number): { readonly size?: number; readonly source?: string } {
    const found: { size?: number; source?: string } = {};
    for (let at = start; at < start + length;) {
      const [level, type] = [this.#view.getUint32(at + 8, true), this.#view.getUint32(at + 12, true)];
      if (level === 17 && type === 103) found.size = this.#view.getUint16(at + 16, true);
      else if (level === 0 && type === 8) found.source = ipv4Text(this.#view.getUint32(at + 20, true));
      else throw new Error(`unknown control message ${level} ${type}`);
      at += (this.#long(at) + 7) & ~7;
    }
    return found;
  }

  /** Faults on addresses outside our memory, like the kernel. */
  #gather(vectors: number, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, i) => {
      const at = this.#long(vectors + i * 16);
      const length = this.#long(vectors + i * 16 + 8);
      const next = this.#starts.findIndex((start) => start > at);
      if (next <= 0 || at + length > this.#starts[next]! - gapBytes)
        throw new Error(`EFAULT: ${length} bytes at ${at}`);
      return this.#core.bytes.slice(at, at + length);
    });
  }

  #long(at: number): number {
    return Number(this.#view.getBigUint64(at, true));
  }
}
