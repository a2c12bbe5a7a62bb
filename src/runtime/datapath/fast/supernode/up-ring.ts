import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Datagram } from "../../datapath.ts";
import { ipv4Text } from "../../../../base/address/ipv4-word.ts";

// Datagrams for the machine, from the worker to the program's thread: slots in shared memory, so that a datagram
// costs a copy and not a message.
//
//      0 length u32 │ 4 address u32 │ 8 port u16 (network order) │ 12 our address u32 │ 16 datagram

const tuned = {
  slots: 2048,
  /** Longer datagrams are cut: the machine refuses them because of their length anyway. */
  longest: 2048,
  /**
   * Slots reserved for sockets of registered edges: sources are easily forged, so there may be any number of
   * strangers.
   */
  slotsKept: 1024,
  /** Slots that one source may fill, so that a flood leaves room for others. */
  slotsPerSource: 256,
  /** Bits of the hash by which sources are distinguished. */
  sourceBits: 12,
} as const;

const headBytes = 16;
const mostTaken = 64;
const slotBytes = headBytes + tuned.longest;
/** Indices of the two 32-bit words before the slots. */
const [headWord, tailWord, slotsAt] = [0, 1, 64];

export const ringBytes = slotsAt + tuned.slots * slotBytes;

/** The worker's side. */
export class RingWriter {
  readonly #words: Int32Array;
  readonly #slotWords: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #held = new Uint16Array(1 << tuned.sourceBits);
  readonly #holder = new Uint16Array(tuned.slots);
  #head = 0;
  #freed = 0;

  constructor(ring: SharedArrayBuffer) {
    this.#words = new Int32Array(ring);
    this.#slotWords = new Uint32Array(ring);
    this.#bytes = new Uint8Array(ring);
  }

  /**
   * `name`: a sockaddr_in. `isKnown`: an edge is registered on it. False = no room, or this source's share is used up.
   */
  put(bytes: Uint8Array, name: DataView, local: number, isKnown: boolean): boolean {
    this.#free();
    const address = name.getUint32(4, true);
    const source = Math.imul(address, 0x9e3779b1) >>> (32 - tuned.sourceBits);
    const most = isKnown ? tuned.slots : tuned.slots - tuned.slotsKept;
    if (this.#head - this.#freed >= most || this.#held[source]! >= tuned.slotsPerSource) return false;
    const slot = this.#head % tuned.slots;
    const at = slotsAt + slot * slotBytes;
    const length = Math.min(bytes.length, tuned.longest);
    const word = at >> 2;
    this.#slotWords[word] = length;
    this.#slotWords[word + 1] = address;
    this.#slotWords[word + 2] = name.getUint16(2);
    this.#slotWords[word + 3] = local;
    this.#bytes.set(length === bytes.length ? bytes : bytes.subarray(0, length), at + headBytes);
    this.#held[source]!++;
    this.#holder[slot] = source;
    this.#head++;
    Atomics.store(this.#words, headWord, this.#head | 0);
    return true;
  }

  #free(): void {
    const tail = Atomics.load(this.#words, tailWord);
    while ((this.#freed | 0) !== tail) {
      this.#held[this.#holder[this.#freed % tuned.slots]!]!--;
      this.#freed++;
    }
  }
}

/** The program's side. */
export class RingReader {
  readonly #words: Int32Array;
  readonly #slotWords: Uint32Array;
  /**
   * The datagrams taken last. Not shared memory, which some functions do not accept; and not allocated each time,
   * which costs more.
   */
  readonly #taken = new Uint8Array(mostTaken * tuned.longest);
  readonly #takenWords = new Uint32Array(this.#taken.buffer);
  /** Views of it, reused because most datagrams are as long as the last one in their slot. */
  readonly #views = Array.from({ length: mostTaken }, (_, i) => this.#view(i, 0));
  #local: { readonly word: number; readonly endpoint: Endpoint } | undefined;
  #tail = 0;

  constructor(ring: SharedArrayBuffer) {
    this.#words = new Int32Array(ring);
    this.#slotWords = new Uint32Array(ring);
  }

  /** At most 64 datagrams, valid until the next call; `localPort`: of the socket. */
  take(localPort: number): Datagram[] {
    const batch: Datagram[] = [];
    const head = Atomics.load(this.#words, headWord);
    while (batch.length < mostTaken && (this.#tail | 0) !== head) {
      const at = slotsAt + (this.#tail % tuned.slots) * slotBytes;
      const word = at >> 2;
      const remote: Endpoint = {
        address: ipv4Text(this.#slotWords[word + 1]!),
        port: this.#slotWords[word + 2]!,
      };
      const bytes = this.#copy(batch.length, at + headBytes, this.#slotWords[word]!);
      batch.push({ remote, local: this.#endpoint(this.#slotWords[word + 3]!, localPort), bytes });
      this.#tail++;
    }
    Atomics.store(this.#words, tailWord, this.#tail | 0);
    return batch;
  }

  #copy(index: number, at: number, length: number): Uint8Array {
    const from = at >> 2;
    const to = (index * tuned.longest) >> 2;
    for (let i = (length + 3) >> 2; i-- > 0;) this.#takenWords[to + i] = this.#slotWords[from + i]!;
    const view = this.#views[index]!;
    return view.length === length ? view : (this.#views[index] = this.#view(index, length));
  }

  #view(index: number, length: number): Uint8Array {
    return this.#taken.subarray(index * tuned.longest, index * tuned.longest + length);
  }

  /** Cached, because a socket has few addresses, and its users keep these objects. */
  #endpoint(word: number, port: number): Endpoint | undefined {
    if (word === 0) return undefined;
    if (this.#local?.word === word && this.#local.endpoint.port === port) return this.#local.endpoint;
    const endpoint = { address: ipv4Text(word), port };
    this.#local = { word, endpoint };
    return endpoint;
  }
}
