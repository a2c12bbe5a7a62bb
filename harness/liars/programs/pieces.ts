import { payloadOffset } from "../../../src/wire/packet.ts";
import { frameBytes } from "../liar.ts";

/** The end of a piece: a mark, the frame's name, the piece's index and their number, and the length of the others. */
const trailer = 8;
const mark = 0xa7;

/** Smaller than any ping. */
const longest = 250;

/** Splits a PACKET into several smaller ones with the same header, which any supernode relays. */
export function pieces(bytes: Uint8Array, name: number): Uint8Array[] {
  const at = payloadOffset(bytes);
  const body = bytes.subarray(at);
  const many = Math.max(2, Math.ceil(body.length / longest));
  const each = Math.ceil(body.length / many);
  return Array.from({ length: many }, (_, i) => {
    const part = body.subarray(i * each, (i + 1) * each);
    const whole = new Uint8Array(at + part.length + trailer);
    whole.set(bytes.subarray(0, at));
    whole.set(part, at);
    whole.set([mark, i, many, name >> 8, name & 255, part.length >> 8, part.length & 255, mark], at + part.length);
    return whole;
  });
}

export const isPiece = (bytes: Uint8Array): boolean =>
  bytes.length > trailer && bytes.length < frameBytes && bytes.at(-1) === mark && bytes.at(-trailer) === mark;

/** Reassembles pieces. */
export class Pieces {
  readonly #of = new Map<number, Uint8Array[]>();

  add(bytes: Uint8Array): { readonly name: number; readonly whole: Uint8Array } | undefined {
    const [, index, many, high, low] = bytes.subarray(-trailer);
    const name = (high! << 8) | low!;
    const known = this.#of.get(name) ?? [];
    this.#of.set(name, known);
    known[index!] = bytes.slice();
    if (known.filter(Boolean).length < many!) return undefined;
    this.#of.delete(name);
    const parts = known.map((one) => {
      const length = (one.at(-3)! << 8) | one.at(-2)!;
      return { head: one.subarray(0, one.length - trailer - length), part: one.subarray(-trailer - length, -trailer) };
    });
    return { name, whole: Uint8Array.from([...parts[0]!.head, ...parts.flatMap(({ part }) => [...part])]) };
  }
}
