/**
 * The Pearson block hash (fact sheet §4), the only hash function of the protocol. Not cryptographic.
 *
 * The lanes are independent, so one lane at a time runs over the input, with its 64 bits in two u32: header
 * encryption hashes every whole packet, and BigInt would be about twenty times slower.
 */
export function pearson128(input: Uint8Array): Uint8Array {
  return lanes(input, 2);
}

export function pearson256(input: Uint8Array): Uint8Array {
  return lanes(input, 4);
}

export function pearson64(input: Uint8Array): Uint8Array {
  return lanes(input, 1);
}

/** The low 32 bits of the 64-bit hash. */
export function pearson32(input: Uint8Array): number {
  return new DataView(pearson64(input).buffer).getUint32(4);
}

function lanes(input: Uint8Array, count: number): Uint8Array {
  const output = new Uint8Array(8 * count);
  const view = new DataView(output.buffer);
  for (let k = count; k >= 1; k--) lane(input, k, view, 8 * (count - k));
  return output;
}

/** Runs lane `k` and writes its 64 bits big endian at `at`. */
function lane(input: Uint8Array, k: number, output: DataView, at: number): void {
  const length = input.length;
  const state = { high: 0, low: 0 };
  let i = 0;
  for (; i + 8 <= length; i += 8) round(state, k, word(input, i + 4), word(input, i));
  state.high = ~state.high;
  state.low = ~state.low;
  for (; i < length; i++) round(state, k, 0, input[i]!);
  state.high = ~state.high;
  state.low = ~state.low;
  round(state, k, 0, length);
  output.setInt32(at, state.high);
  output.setInt32(at + 4, state.low);
}

/** h = mix((h XOR w) - k), all modulo 2^64. */
function round(state: { high: number; low: number }, k: number, wordHigh: number, wordLow: number): void {
  let high = state.high ^ wordHigh;
  let low = state.low ^ wordLow;
  if (low >>> 0 < k) high = (high - 1) | 0;
  low = (low - k) | 0;

  low ^= (low >>> 30) | (high << 2);
  high ^= high >>> 30;
  high = timesHigh(high, low, 0xbf58476d, 0x1ce4, 0xe5b9);
  low = Math.imul(low, 0x1ce4e5b9);

  low ^= (low >>> 27) | (high << 5);
  high ^= high >>> 27;
  high = timesHigh(high, low, 0x94d049bb, 0x1331, 0x11eb);
  low = Math.imul(low, 0x133111eb);

  state.low = low ^ ((low >>> 31) | (high << 1));
  state.high = high ^ (high >>> 31);
}

/** The high word of high:low times a constant, whose low word comes as two halves so that products stay below 2^53. */
function timesHigh(high: number, low: number, factorHigh: number, factorMiddle: number, factorLow: number): number {
  const left = low >>> 16;
  const right = low & 0xffff;
  const carry = left * factorLow + ((right * factorLow) >>> 16);
  const middle = right * factorMiddle + (carry & 0xffff);
  const top = left * factorMiddle + (carry >>> 16) + (middle >>> 16);
  return (top + Math.imul(low, factorHigh) + Math.imul(high, (factorMiddle << 16) | factorLow)) | 0;
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
