import { closeSync, openSync, readSync } from "node:fs";
import type { CapturedPacket } from "../evidence.ts";
import { dissect, unnamed } from "./dissect.ts";
import { PcapReader } from "./pcap.ts";

const tuned = { chunkBytes: 1 << 16 } as const;

/**
 * A capture file that tcpdump is still writing (`-U`). Each `read` parses only what was appended since the last one.
 * `interfaces` (index → name) may gain entries later, such as an overlay device: earlier packets get the name then.
 */
export class LiveCapture implements Disposable {
  readonly #file: string;
  readonly #node: string;
  readonly #interfaces: ReadonlyMap<number, string>;
  readonly #reader = new PcapReader();
  #descriptor: number | undefined;
  #offset = 0;
  #packets: CapturedPacket[] = [];
  #unnamed: number[] = [];
  #namesKnown = 0;

  constructor(file: string, node: string, interfaces: ReadonlyMap<number, string>) {
    this.#file = file;
    this.#node = node;
    this.#interfaces = interfaces;
  }

  /** Everything so far, in file order. A file that does not exist yet is empty. */
  read(): readonly CapturedPacket[] {
    while (this.readOn(Infinity)) continue;
    return this.#packets.slice();
  }

  /** Reads about this many more bytes. False = no more for now. */
  readOn(bytes: number): boolean {
    this.#rename();
    const end = this.#offset + bytes;
    for (let chunk = this.#next(); chunk.length > 0; chunk = this.#next()) {
      for (const record of this.#reader.push(chunk)) {
        const packet = dissect(record, this.#node, this.#interfaces);
        if (unnamed(packet.interface) !== undefined) this.#unnamed.push(this.#packets.length);
        this.#packets.push(packet);
      }
      if (this.#offset >= end) return true;
    }
    return false;
  }

  /** The last read of a file that is complete. @throws PcapError when it ends within a record */
  seal(): readonly CapturedPacket[] {
    const packets = this.read();
    this.#reader.end();
    this[Symbol.dispose]();
    return packets;
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #next(): Uint8Array {
    const chunk = new Uint8Array(tuned.chunkBytes);
    this.#descriptor ??= openIfThere(this.#file);
    if (this.#descriptor === undefined) return chunk.subarray(0, 0);
    const count = readSync(this.#descriptor, chunk, 0, chunk.length, this.#offset);
    this.#offset += count;
    return chunk.subarray(0, count);
  }

  #rename(): void {
    if (this.#interfaces.size === this.#namesKnown) return;
    this.#namesKnown = this.#interfaces.size;
    this.#unnamed = this.#unnamed.filter((position) => {
      const packet = this.#packets[position]!;
      const name = this.#interfaces.get(unnamed(packet.interface)!);
      if (name !== undefined) this.#packets[position] = { ...packet, interface: name };
      return name === undefined;
    });
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
