import type { Malformed } from "./message.ts";

/**
 * A cursor over a datagram. Past the end it yields zeros and records `trouble`, so field codecs need no checks and
 * `decode` looks once, at the end. Only the first trouble is kept. All integers are big endian.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  #at: number;
  #trouble: Malformed | undefined;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get trouble(): Malformed | undefined {
    return this.#trouble;
  }

  fail(malformed: Malformed["malformed"], at: number): void {
    this.#trouble ??= { malformed, at };
  }

  u8(): number {
    const start = this.#advance(1);
    return start < 0 ? 0 : this.#bytes[start]!;
  }

  u16(): number {
    const start = this.#advance(2);
    return start < 0 ? 0 : (this.#bytes[start]! << 8) | this.#bytes[start + 1]!;
  }

  u32(): number {
    const high = this.u16();
    return high * 0x1_0000 + this.u16();
  }

  /** A view, not a copy; zeros when the datagram ends before. */
  take(count: number): Uint8Array {
    const start = this.#advance(count);
    return start < 0 ? new Uint8Array(count) : this.#bytes.subarray(start, start + count);
  }

  /** Consumes the next `count` bytes and returns their offset; -1 if there are fewer. */
  #advance(count: number): number {
    const start = this.#at;
    if (start + count <= this.#bytes.length) {
      this.#at += count;
      return start;
    }
    this.fail("short", this.#bytes.length);
    this.#at = this.#bytes.length;
    return -1;
  }
}
