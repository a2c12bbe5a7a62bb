/**
 * A raw LZO1X stream of at most 16 KiB of input: greedy, with the last position of every three bytes in a small
 * table. The streams differ from the reference's, but the same decoders read them.
 */
export function lzoCompress(input: Uint8Array): Uint8Array {
  const out: number[] = [];
  const places = new Int32Array(1 << tuned.tableBits).fill(-1);
  let literalsFrom = 0;
  let at = 0;
  while (at + spec.shortest <= input.length) {
    const slot = hash(input, at);
    const place = places[slot]!;
    places[slot] = at;
    const length = place < 0 ? 0 : matchLength(input, place, at);
    if (length < (at - place > spec.nearDistance ? spec.shortest + 1 : spec.shortest)) {
      at++;
      continue;
    }
    literals(out, input, literalsFrom, at);
    match(out, at - place, length);
    at += length;
    literalsFrom = at;
  }
  literals(out, input, literalsFrom, input.length);
  out.push(...spec.end);
  return Uint8Array.from(out);
}

/** Limits of the format. */
const spec = {
  shortest: 3,
  nearDistance: 2048,
  nearLength: 8,
  end: [0x11, 0, 0],
} as const;

/** Tunable. */
const tuned = { tableBits: 12 } as const;

function hash(input: Uint8Array, at: number): number {
  const three = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16);
  return Math.imul(three, 0x9e3779b1) >>> (32 - tuned.tableBits);
}

function matchLength(input: Uint8Array, place: number, at: number): number {
  let length = 0;
  while (at + length < input.length && input[place + length] === input[at + length]) length++;
  return length;
}

/** The count of up to three literals is stored in the two low bits of the preceding match, in its last byte but one. */
function literals(out: number[], input: Uint8Array, from: number, to: number): void {
  const count = to - from;
  if (count === 0) return;
  if (out.length === 0 && count <= 238) out.push(17 + count);
  else if (count <= 3) out[out.length - 2]! |= count;
  else if (count <= 18) out.push(count - 3);
  else long(out, 0, count - 18);
  for (let i = from; i < to; i++) out.push(input[i]!);
}

function match(out: number[], distance: number, length: number): void {
  const back = distance - 1;
  if (length <= spec.nearLength && distance <= spec.nearDistance) {
    out.push(((length - 1) << 5) | ((back & 7) << 2), back >> 3);
    return;
  }
  if (length <= 33) out.push(32 | (length - 2));
  else long(out, 32, length - 33);
  out.push((back << 2) & 0xff, back >> 6);
}

/** An instruction whose length continues in bytes: zeros for 255 each, then the non-zero rest. */
function long(out: number[], instruction: number, length: number): void {
  out.push(instruction);
  let rest = length;
  for (; rest > 255; rest -= 255) out.push(0);
  out.push(rest);
}
