/**
 * SPECK with 128-bit blocks (Beaulieu et al., "The SIMON and SPECK families", byte order of the implementation guide;
 * fact sheet §5). 64-bit words are pairs of u32, low word first, as they lie in memory.
 */
export class Speck {
  readonly #keys: Int32Array;

  constructor(key: Uint8Array) {
    this.#keys = roundKeys(key);
  }

  encryptBlock(bytes: Uint8Array): Uint8Array {
    load(block, bytes);
    encrypt(this.#keys, block);
    return store(block);
  }

  decryptBlock(bytes: Uint8Array): Uint8Array {
    load(block, bytes);
    decrypt(this.#keys, block);
    return store(block);
  }

  /** XORs bytes `from` to `to` of `bytes`, in place, with the key stream that starts at `iv`. */
  ctr(iv: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
    load(counter, iv);
    for (let at = from; at < to; at += 16) {
      block.set(counter);
      encrypt(this.#keys, block);
      const end = Math.min(16, to - at);
      for (let i = 0; i < end; i++) bytes[at + i]! ^= block[i >> 2]! >>> (8 * (i & 3));
      increment(counter);
    }
  }
}

/** `key`: 16 bytes (32 rounds) or 32 bytes (34 rounds). */
export const speck = (key: Uint8Array): Speck => new Speck(key);

/** Shared scratch space, without state between calls: a supernode has two ciphers for each of its communities. */
const block = new Int32Array(4);
const counter = new Int32Array(4);
const state = new Int32Array(4);
const number = new Int32Array(2);

/** Only the low word (bytes 0–7) counts; there is no carry into the other (§5). */
function increment(counter: Int32Array): void {
  counter[0] = (counter[0]! + 1) | 0;
  if (counter[0] === 0) counter[1] = (counter[1]! + 1) | 0;
}

/** y = block[0..1], x = block[2..3]:   x = (ror(x, 8) + y) XOR k;   y = rol(y, 3) XOR x */
function encrypt(keys: Int32Array, block: Int32Array): void {
  let yLow = block[0]!;
  let yHigh = block[1]!;
  let xLow = block[2]!;
  let xHigh = block[3]!;
  for (let i = 0; i < keys.length; i += 2) {
    const low = ((xLow >>> 8) | (xHigh << 24)) >>> 0;
    const high = (xHigh >>> 8) | (xLow << 24);
    const sum = low + (yLow >>> 0);
    xLow = sum ^ keys[i]!;
    xHigh = (high + yHigh + (sum > 0xffff_ffff ? 1 : 0)) ^ keys[i + 1]!;
    const turned = (yLow << 3) | (yHigh >>> 29);
    yHigh = ((yHigh << 3) | (yLow >>> 29)) ^ xHigh;
    yLow = turned ^ xLow;
  }
  block[0] = yLow;
  block[1] = yHigh;
  block[2] = xLow;
  block[3] = xHigh;
}

function decrypt(keys: Int32Array, block: Int32Array): void {
  let yLow = block[0]!;
  let yHigh = block[1]!;
  let xLow = block[2]!;
  let xHigh = block[3]!;
  for (let i = keys.length - 2; i >= 0; i -= 2) {
    const low = yLow ^ xLow;
    const high = yHigh ^ xHigh;
    yLow = (low >>> 3) | (high << 29);
    yHigh = (high >>> 3) | (low << 29);
    const difference = ((xLow ^ keys[i]!) >>> 0) - (yLow >>> 0);
    const top = (xHigh ^ keys[i + 1]!) - yHigh - (difference < 0 ? 1 : 0);
    xHigh = (top << 8) | ((difference >>> 24) & 0xff);
    xLow = (difference << 8) | ((top >>> 24) & 0xff);
  }
  block[0] = yLow;
  block[1] = yHigh;
  block[2] = xLow;
  block[3] = xHigh;
}

/** The schedule is the round function itself, with the round's number as its key. */
function roundKeys(key: Uint8Array): Int32Array {
  const words = new Int32Array(key.length / 4);
  load(words, key);
  const rounds = key.length === 16 ? 32 : 34;
  const others = words.length / 2 - 1;
  const keys = new Int32Array(2 * rounds);
  state.set([words[0]!, words[1]!, 0, 0]);
  number.fill(0);
  for (let i = 0; i < rounds; i++) {
    keys[2 * i] = state[0]!;
    keys[2 * i + 1] = state[1]!;
    const at = 2 + 2 * (i % others);
    state[2] = words[at]!;
    state[3] = words[at + 1]!;
    number[0] = i;
    encrypt(number, state);
    words[at] = state[2];
    words[at + 1] = state[3];
  }
  return keys;
}

function load(words: Int32Array, bytes: Uint8Array): void {
  for (let i = 0; i < words.length; i++) {
    const at = 4 * i;
    words[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }
}

function store(words: Int32Array): Uint8Array {
  return Uint8Array.from({ length: 4 * words.length }, (_, i) => words[i >> 2]! >>> (8 * (i & 3)));
}
