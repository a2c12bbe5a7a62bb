/**
 * A raw LZO1X stream (compression id 2), decompressed to at most `limit` bytes. Undefined = truncated, without its
 * end mark, with a match outside the output, or too long.
 *
 *     0000 XXXX          after a match without literals: a literal run; else a match of 2 or 3 bytes, 1 byte follows
 *     0001 HLLL  D…DSS   match, 16 to 48 KiB back; distance 0 ends the stream
 *     001L LLLL  D…DSS   match, up to 16 KiB back
 *     01LD DDSS  H…H     match of 3 or 4 bytes, up to 2 KiB back
 *     1LLD DDSS  H…H     match of 5 to 8 bytes, up to 2 KiB back
 *
 * SS literals follow a match; how many bytes were literals last (4 = a run) decides what 0000 means.
 */
export function lzoDecompress(input: Uint8Array, limit: number): Uint8Array | undefined {
  const stream = new LzoStream(input, limit);
  const first = stream.peek();
  if (first > 17) {
    stream.byte();
    stream.literals(first - 17);
    stream.last = Math.min(4, first - 17);
  }
  while (!stream.ended && !stream.broken) stream.step();
  return stream.broken || stream.left > 0 ? undefined : stream.output();
}

/** Like the wire's reader: past the end it yields zeros and is marked as broken. */
class LzoStream {
  ended = false;
  broken = false;
  /** Literals copied by the last instruction; 4 means a run. */
  last = 0;
  readonly #input: Uint8Array;
  readonly #out: Uint8Array;
  #at = 0;
  #length = 0;

  constructor(input: Uint8Array, limit: number) {
    this.#input = input;
    this.#out = new Uint8Array(limit);
  }

  get left(): number {
    return this.#input.length - this.#at;
  }

  peek(): number {
    return this.#input[this.#at] ?? 0;
  }

  output(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }

  byte(): number {
    if (this.left === 0) this.broken = true;
    return this.#input[this.#at++] ?? 0;
  }

  literals(count: number): void {
    if (count > this.left || count > this.#out.length - this.#length) {
      this.broken = true;
      return;
    }
    this.#out.set(this.#input.subarray(this.#at, this.#at + count), this.#length);
    this.#at += count;
    this.#length += count;
  }

  step(): void {
    const op = this.byte();
    if (op >= 64) this.#near(op, op >= 128 ? 5 + ((op >> 5) & 3) : 3 + ((op >> 5) & 1));
    else if (op >= 32) this.#far(1, this.#long(op & 31, 31) + 2);
    else if (op >= 16) this.#far(16384 + ((op & 8) << 11), this.#long(op & 7, 7) + 2);
    else if (this.last === 0) this.#run(op);
    else this.#tiny(op);
  }

  #run(op: number): void {
    this.literals(this.#long(op, 15) + 3);
    this.last = 4;
  }

  #tiny(op: number): void {
    const distance = (this.byte() << 2) + (op >> 2) + 1;
    if (this.last === 4) this.#match(distance + 2048, 3);
    else this.#match(distance, 2);
    this.#trailing(op & 3);
  }

  #near(op: number, length: number): void {
    this.#match((this.byte() << 3) + ((op >> 2) & 7) + 1, length);
    this.#trailing(op & 3);
  }

  #far(base: number, length: number): void {
    const low = this.byte();
    const distance = base + ((this.byte() << 6) | (low >> 2));
    if (distance === 16384 && base === 16384) {
      this.ended = true;
      return;
    }
    this.#match(distance, length);
    this.#trailing(low & 3);
  }

  #trailing(count: number): void {
    this.literals(count);
    this.last = count;
  }

  /** A length that does not fit its bits continues in bytes: 255 for every zero, then the rest. */
  #long(bits: number, most: number): number {
    if (bits !== 0) return bits;
    let length = most;
    let next = this.byte();
    while (next === 0 && !this.broken) {
      length += 255;
      next = this.byte();
    }
    return length + next;
  }

  /** Byte by byte: source and destination may overlap, which repeats a pattern. */
  #match(distance: number, length: number): void {
    if (distance > this.#length || length > this.#out.length - this.#length) {
      this.broken = true;
      return;
    }
    for (let i = 0; i < length; i++) {
      this.#out[this.#length] = this.#out[this.#length - distance]!;
      this.#length++;
    }
  }
}
