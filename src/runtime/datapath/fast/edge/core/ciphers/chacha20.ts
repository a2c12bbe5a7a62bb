import { preambleBytes } from "../limits";
import { slotCount } from "../outgoing";
import { segmentCount } from "../incoming";
import { preambleOf, textLength } from "./key-stream";
import { keys } from "../regions";

//  ChaCha20 (RFC 8439), four blocks side by side, as OpenSSL reads a 16-byte IV (fact sheet §6): bytes 0–3 are the
//  first block counter, which carries into the next four, as if both were one 64-bit counter.

/** The 32 bytes of the key are at `keys`. */
export function sealChaCha20(): void {
  applyToAll(false, slotCount);
}

export function openChaCha20(): void {
  applyToAll(true, segmentCount);
}

function applyToAll(opening: bool, count: i32): void {
  for (let i = 0; i < count; i++) {
    const preamble = preambleOf(opening, i);
    apply(preamble, preamble + <usize>preambleBytes, textLength(opening, i));
  }
}

function apply(iv: usize, at: usize, length: i32): void {
  let counter = load<u64>(iv);
  while (length >= 256) {
    fourBlocks(iv, counter, at);
    counter += 4;
    at += 256;
    length -= 256;
  }
  if (length == 0) return;
  // The rest is processed in a copy: a store must not reach beyond the packet.
  const copy = keys + 1024;
  memory.copy(copy, at, length);
  fourBlocks(iv, counter, copy);
  memory.copy(at, copy, length);
}

function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

function rotate16(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

function rotate8(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

/** Word n of all four blocks is one vector. */
function fourBlocks(iv: usize, counter: u64, at: usize): void {
  const s0 = i32x4.splat(0x61707865);
  const s1 = i32x4.splat(0x3320646e);
  const s2 = i32x4.splat(0x79622d32);
  const s3 = i32x4.splat(0x6b206574);
  const s14 = v128.load32_splat(iv, 8);
  const s15 = v128.load32_splat(iv, 12);
  const c1 = counter + 1;
  const c2 = counter + 2;
  const c3 = counter + 3;
  let s12 = i32x4.splat(<i32>counter);
  s12 = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(s12, 1, <i32>c1), 2, <i32>c2), 3, <i32>c3);
  let s13 = i32x4.splat(<i32>(counter >> 32));
  s13 = i32x4.replace_lane(s13, 1, <i32>(c1 >> 32));
  s13 = i32x4.replace_lane(i32x4.replace_lane(s13, 2, <i32>(c2 >> 32)), 3, <i32>(c3 >> 32));
  let x0 = s0;
  let x1 = s1;
  let x2 = s2;
  let x3 = s3;
  let x4 = v128.load32_splat(keys);
  let x5 = v128.load32_splat(keys, 4);
  let x6 = v128.load32_splat(keys, 8);
  let x7 = v128.load32_splat(keys, 12);
  let x8 = v128.load32_splat(keys, 16);
  let x9 = v128.load32_splat(keys, 20);
  let x10 = v128.load32_splat(keys, 24);
  let x11 = v128.load32_splat(keys, 28);
  let x12 = s12;
  let x13 = s13;
  let x14 = s14;
  let x15 = s15;
  for (let round = 0; round < 10; round++) {
    x0 = i32x4.add(x0, x4);
    x1 = i32x4.add(x1, x5);
    x2 = i32x4.add(x2, x6);
    x3 = i32x4.add(x3, x7);
    x12 = rotate16(v128.xor(x12, x0));
    x13 = rotate16(v128.xor(x13, x1));
    x14 = rotate16(v128.xor(x14, x2));
    x15 = rotate16(v128.xor(x15, x3));
    x8 = i32x4.add(x8, x12);
    x9 = i32x4.add(x9, x13);
    x10 = i32x4.add(x10, x14);
    x11 = i32x4.add(x11, x15);
    x4 = rotate(v128.xor(x4, x8), 12);
    x5 = rotate(v128.xor(x5, x9), 12);
    x6 = rotate(v128.xor(x6, x10), 12);
    x7 = rotate(v128.xor(x7, x11), 12);
    x0 = i32x4.add(x0, x4);
    x1 = i32x4.add(x1, x5);
    x2 = i32x4.add(x2, x6);
    x3 = i32x4.add(x3, x7);
    x12 = rotate8(v128.xor(x12, x0));
    x13 = rotate8(v128.xor(x13, x1));
    x14 = rotate8(v128.xor(x14, x2));
    x15 = rotate8(v128.xor(x15, x3));
    x8 = i32x4.add(x8, x12);
    x9 = i32x4.add(x9, x13);
    x10 = i32x4.add(x10, x14);
    x11 = i32x4.add(x11, x15);
    x4 = rotate(v128.xor(x4, x8), 7);
    x5 = rotate(v128.xor(x5, x9), 7);
    x6 = rotate(v128.xor(x6, x10), 7);
    x7 = rotate(v128.xor(x7, x11), 7);
    x0 = i32x4.add(x0, x5);
    x1 = i32x4.add(x1, x6);
    x2 = i32x4.add(x2, x7);
    x3 = i32x4.add(x3, x4);
    x15 = rotate16(v128.xor(x15, x0));
    x12 = rotate16(v128.xor(x12, x1));
    x13 = rotate16(v128.xor(x13, x2));
    x14 = rotate16(v128.xor(x14, x3));
    x10 = i32x4.add(x10, x15);
    x11 = i32x4.add(x11, x12);
    x8 = i32x4.add(x8, x13);
    x9 = i32x4.add(x9, x14);
    x5 = rotate(v128.xor(x5, x10), 12);
    x6 = rotate(v128.xor(x6, x11), 12);
    x7 = rotate(v128.xor(x7, x8), 12);
    x4 = rotate(v128.xor(x4, x9), 12);
    x0 = i32x4.add(x0, x5);
    x1 = i32x4.add(x1, x6);
    x2 = i32x4.add(x2, x7);
    x3 = i32x4.add(x3, x4);
    x15 = rotate8(v128.xor(x15, x0));
    x12 = rotate8(v128.xor(x12, x1));
    x13 = rotate8(v128.xor(x13, x2));
    x14 = rotate8(v128.xor(x14, x3));
    x10 = i32x4.add(x10, x15);
    x11 = i32x4.add(x11, x12);
    x8 = i32x4.add(x8, x13);
    x9 = i32x4.add(x9, x14);
    x5 = rotate(v128.xor(x5, x10), 7);
    x6 = rotate(v128.xor(x6, x11), 7);
    x7 = rotate(v128.xor(x7, x8), 7);
    x4 = rotate(v128.xor(x4, x9), 7);
  }
  output(at, i32x4.add(x0, s0), i32x4.add(x1, s1), i32x4.add(x2, s2), i32x4.add(x3, s3));
  output(
    at + 16,
    i32x4.add(x4, v128.load32_splat(keys)),
    i32x4.add(x5, v128.load32_splat(keys, 4)),
    i32x4.add(x6, v128.load32_splat(keys, 8)),
    i32x4.add(x7, v128.load32_splat(keys, 12)),
  );
  output(
    at + 32,
    i32x4.add(x8, v128.load32_splat(keys, 16)),
    i32x4.add(x9, v128.load32_splat(keys, 20)),
    i32x4.add(x10, v128.load32_splat(keys, 24)),
    i32x4.add(x11, v128.load32_splat(keys, 28)),
  );
  output(at + 48, i32x4.add(x12, s12), i32x4.add(x13, s13), i32x4.add(x14, s14), i32x4.add(x15, s15));
}

/** Four words of four blocks: transposes them, and XORs each block's 16 bytes into place. */
function output(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const ef = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const gh = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  xorTo(at, i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  xorTo(at + 64, i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
  xorTo(at + 128, i8x16.shuffle(ef, gh, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  xorTo(at + 192, i8x16.shuffle(ef, gh, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
}

function xorTo(at: usize, stream: v128): void {
  v128.store(at, v128.xor(v128.load(at), stream));
}
