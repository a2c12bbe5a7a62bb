/** Collects a datagram; the mirror image of Reader. All integers are big endian. */
export class Writer {
  #bytes = room();
  #at = 0;

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  put(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** The bytes written. The writer must not be used afterwards. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #reserve(count: number): number {
    const start = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#at, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return start;
  }
}

/** Tunable: the first size of the buffer, enough for most messages. */
const tuned = { room: 160, rooms: 256 } as const;

let rooms = new Uint8Array(0);

/**
 * 160 zero bytes, part of a larger buffer that is never used twice: a separate one would cost more than the message.
 */
export function room(): Uint8Array {
  if (rooms.length === 0) rooms = new Uint8Array(tuned.room * tuned.rooms);
  const taken = rooms.subarray(0, tuned.room);
  rooms = rooms.subarray(tuned.room);
  return taken;
}
