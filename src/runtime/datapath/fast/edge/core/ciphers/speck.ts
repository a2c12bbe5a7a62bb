import { headerBytes } from "../../../shared/core/packet";
import { blockBytes, preambleBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { segmentAt, segmentCount } from "../incoming";
import { keys } from "../regions";

//  SPECK-128/256 in counter mode (fact sheet §5), eight blocks at a time: two in a vector, four vectors. Round keys:
//  34 words at `keys`; the key of 32 bytes lies at `speckKeyAt`.

const rounds: i32 = 34;
export const speckKeyAt: usize = keys + 512;
const wordBytes: usize = 8;

export function scheduleSpeck(): void {
  let a = load<u64>(speckKeyAt);
  for (let i = 0; i < rounds; i++) {
    store<u64>(keys + <usize>i * wordBytes, a);
    const word = speckKeyAt + wordBytes + <usize>(i % 3) * wordBytes;
    const t = (rotr<u64>(load<u64>(word), 8) + a) ^ (<u64>i);
    a = rotl<u64>(a, 3) ^ t;
    store<u64>(word, t);
  }
}

export function sealSpeck(): void {
  for (let i = 0; i < slotCount; i++) {
    const preamble = slotAt(i) + <usize>headerBytes;
    apply(preamble, preamble + <usize>preambleBytes, payloadLength(i) - preambleBytes);
  }
}

export function openSpeck(): void {
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const preamble = <usize>row.payload;
    apply(preamble, preamble + <usize>preambleBytes, row.length - preambleBytes);
  }
}

function apply(iv: usize, at: usize, length: i32): void {
  let counter = load<u64>(iv);
  const high = load<u64>(iv, wordBytes);
  while (length >= 128) {
    eightBlocks(counter, high, at);
    counter += 8;
    at += 128;
    length -= 128;
  }
  if (length == 0) return;
  const copy = keys + 1024;
  memory.copy(copy, at, length);
  eightBlocks(counter, high, copy);
  memory.copy(at, copy, length);
}

function pair(first: u64): v128 {
  return i64x2.replace_lane(i64x2.splat(<i64>first), 1, <i64>(first + 1));
}

function rotateRight8(x: v128): v128 {
  return i8x16.shuffle(x, x, 1, 2, 3, 4, 5, 6, 7, 0, 9, 10, 11, 12, 13, 14, 15, 8);
}

function rotateLeft3(x: v128): v128 {
  return v128.or(i64x2.shl(x, 3), i64x2.shr_u(x, 61));
}

function eightBlocks(counter: u64, high: u64, at: usize): void {
  let ya = pair(counter);
  let yb = pair(counter + 2);
  let yc = pair(counter + 4);
  let yd = pair(counter + 6);
  let xa = i64x2.splat(<i64>high);
  let xb = xa;
  let xc = xa;
  let xd = xa;
  for (let i = 0; i < rounds; i++) {
    const k = v128.load64_splat(keys + <usize>i * wordBytes);
    xa = v128.xor(i64x2.add(rotateRight8(xa), ya), k);
    xb = v128.xor(i64x2.add(rotateRight8(xb), yb), k);
    xc = v128.xor(i64x2.add(rotateRight8(xc), yc), k);
    xd = v128.xor(i64x2.add(rotateRight8(xd), yd), k);
    ya = v128.xor(rotateLeft3(ya), xa);
    yb = v128.xor(rotateLeft3(yb), xb);
    yc = v128.xor(rotateLeft3(yc), xc);
    yd = v128.xor(rotateLeft3(yd), xd);
  }
  output(at, ya, xa);
  output(at + 32, yb, xb);
  output(at + 64, yc, xc);
  output(at + 96, yd, xd);
}

/** A block is y, then x. */
function output(at: usize, y: v128, x: v128): void {
  const first = i8x16.shuffle(y, x, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  const second = i8x16.shuffle(y, x, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  v128.store(at, v128.xor(v128.load(at), first));
  v128.store(at, v128.xor(v128.load(at, blockBytes), second), blockBytes);
}
