import { blockBytes } from "../limits";
import { hideBlocks, hideKeys } from "../regions";

//  SPECK-128/128 of header encryption (fact sheet §5, §8.2): many blocks side by side at `hideBlocks`, in place, eight
//  at a time. A block is y, then x. Blocks after the last one, up to a multiple of eight, are overwritten.

const rounds: i32 = 32;
const wordBytes: usize = 8;

/** The keys of 32 rounds each. */
export const headKeys: usize = hideKeys;
export const ivKeys: usize = hideKeys + 256;

/** The two keys of 16 bytes lie at `hideBlocks`: of headers, then of their start. */
export function scheduleHiding(): void {
  schedule(hideBlocks, headKeys);
  schedule(hideBlocks + blockBytes, ivKeys);
}

function schedule(key: usize, to: usize): void {
  let a = load<u64>(key);
  let b = load<u64>(key, wordBytes);
  for (let i = 0; i < rounds; i++) {
    store<u64>(to + <usize>i * wordBytes, a);
    b = (rotr<u64>(b, 8) + a) ^ (<u64>i);
    a = rotl<u64>(a, 3) ^ b;
  }
}

export function encryptBlocks(keys: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) encryptEight(keys, hideBlocks + <usize>i * blockBytes);
}

export function decryptBlocks(keys: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) decryptEight(keys, hideBlocks + <usize>i * blockBytes);
}

function encryptEight(keys: usize, at: usize): void {
  let ya = firsts(at);
  let yb = firsts(at + 32);
  let yc = firsts(at + 64);
  let yd = firsts(at + 96);
  let xa = seconds(at);
  let xb = seconds(at + 32);
  let xc = seconds(at + 64);
  let xd = seconds(at + 96);
  for (let i = 0; i < rounds; i++) {
    const k = v128.load64_splat(keys + <usize>i * wordBytes);
    xa = v128.xor(i64x2.add(right8(xa), ya), k);
    xb = v128.xor(i64x2.add(right8(xb), yb), k);
    xc = v128.xor(i64x2.add(right8(xc), yc), k);
    xd = v128.xor(i64x2.add(right8(xd), yd), k);
    ya = v128.xor(left3(ya), xa);
    yb = v128.xor(left3(yb), xb);
    yc = v128.xor(left3(yc), xc);
    yd = v128.xor(left3(yd), xd);
  }
  put(at, ya, xa);
  put(at + 32, yb, xb);
  put(at + 64, yc, xc);
  put(at + 96, yd, xd);
}

function decryptEight(keys: usize, at: usize): void {
  let ya = firsts(at);
  let yb = firsts(at + 32);
  let yc = firsts(at + 64);
  let yd = firsts(at + 96);
  let xa = seconds(at);
  let xb = seconds(at + 32);
  let xc = seconds(at + 64);
  let xd = seconds(at + 96);
  for (let i = rounds - 1; i >= 0; i--) {
    const k = v128.load64_splat(keys + <usize>i * wordBytes);
    ya = right3(v128.xor(ya, xa));
    yb = right3(v128.xor(yb, xb));
    yc = right3(v128.xor(yc, xc));
    yd = right3(v128.xor(yd, xd));
    xa = left8(i64x2.sub(v128.xor(xa, k), ya));
    xb = left8(i64x2.sub(v128.xor(xb, k), yb));
    xc = left8(i64x2.sub(v128.xor(xc, k), yc));
    xd = left8(i64x2.sub(v128.xor(xd, k), yd));
  }
  put(at, ya, xa);
  put(at + 32, yb, xb);
  put(at + 64, yc, xc);
  put(at + 96, yd, xd);
}

/** The halves of two blocks. */
function firsts(at: usize): v128 {
  return i64x2.shuffle(v128.load(at), v128.load(at, blockBytes), 0, 2);
}

function seconds(at: usize): v128 {
  return i64x2.shuffle(v128.load(at), v128.load(at, blockBytes), 1, 3);
}

function put(at: usize, y: v128, x: v128): void {
  v128.store(at, i64x2.shuffle(y, x, 0, 2));
  v128.store(at, i64x2.shuffle(y, x, 1, 3), blockBytes);
}

function right8(x: v128): v128 {
  return i8x16.shuffle(x, x, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8);
}

function left8(x: v128): v128 {
  return i8x16.shuffle(x, x, 7, 0, 1, 2, 3, 4, 5, 6, 15, 8, 9, 10, 11, 12, 13, 14);
}

function left3(x: v128): v128 {
  return v128.or(i64x2.shl(x, 3), i64x2.shr_u(x, 61));
}

function right3(x: v128): v128 {
  return v128.or(i64x2.shr_u(x, 3), i64x2.shl(x, 61));
}
