import { concat } from "../../../base/bytes.ts";

/** Blocks of a pcapng file, in either byte order. */
export class PcapngWriter {
  readonly #little: boolean;

  constructor(order: "little" | "big") {
    this.#little = order === "little";
  }

  section(): Uint8Array {
    return this.#block(0x0a0d0d0a, this.#words(0x1a2b3c4d), this.#halves(1, 0), this.#words(0xffffffff, 0xffffffff));
  }

  /** `options`: pairs of code and value. */
  interface(linkType: number, options: readonly (readonly [number, Uint8Array])[] = [], snapLength = 0): Uint8Array {
    const written = options.flatMap(([code, value]) => [this.#halves(code, value.length), padded(value)]);
    return this.#block(1, this.#halves(linkType, 0), this.#words(snapLength), ...written, this.#words(0));
  }

  /** `time`: 64 bits in the interface's units, the high word first. */
  packet(
    index: number,
    [high, low]: readonly [number, number],
    bytes: Uint8Array,
    original = bytes.length,
  ): Uint8Array {
    return this.#block(6, this.#words(index, high, low, bytes.length, original), padded(bytes));
  }

  simple(bytes: Uint8Array): Uint8Array {
    return this.#block(3, this.#words(bytes.length), padded(bytes));
  }

  /** Of an unknown type. */
  other(bytes: Uint8Array): Uint8Array {
    return this.#block(0x0bad, padded(bytes));
  }

  /** 64 bits as an option's value. */
  long(high: number, low: number): Uint8Array {
    return this.#little ? this.#words(low, high) : this.#words(high, low);
  }

  #block(type: number, ...body: readonly Uint8Array[]): Uint8Array {
    const inner = concat(...body);
    const length = this.#words(12 + inner.length);
    return concat(this.#words(type), length, inner, length);
  }

  #words(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(4 * values.length));
    values.forEach((value, i) => view.setUint32(4 * i, value, this.#little));
    return new Uint8Array(view.buffer);
  }

  #halves(...values: readonly number[]): Uint8Array {
    const view = new DataView(new ArrayBuffer(2 * values.length));
    values.forEach((value, i) => view.setUint16(2 * i, value, this.#little));
    return new Uint8Array(view.buffer);
  }
}

const padded = (bytes: Uint8Array) => concat(bytes, new Uint8Array((4 - (bytes.length % 4)) % 4));
