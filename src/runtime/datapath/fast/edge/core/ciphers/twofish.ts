import { blocksOf, payloadOf } from "./cbc";
import { headerBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { finals, keys, stage } from "../regions";

//  Twofish-256 (Schneier et al., 1998) block by block. The program computes the schedule: 40 subkeys at `keys`, then
//  the four key-dependent boxes with the MDS matrix in them, 256 words each.

const boxes: usize = keys + 160;

/** Pads with zeros and encrypts in CBC with a zero IV; the caller then steals. */
export function sealTwofish(): void {
  for (let i = 0; i < slotCount; i++) {
    const length = payloadLength(i);
    memory.fill(slotAt(i) + <usize>(headerBytes + length), 0, -length & 15);
    const at = payloadOf(i);
    encrypt(at);
    for (let block = 1; block < blocksOf(i); block++) {
      const here = at + <usize>block * 16;
      v128.store(here, v128.xor(v128.load(here), v128.load(here - 16)));
      encrypt(here);
    }
  }
}

/** Block by block, without chaining. */
export function decryptStage(bytes: i32): void {
  for (let at = stage; at < stage + <usize>bytes; at += 16) decrypt(at);
}

export function decryptFinals(count: i32): void {
  for (let i = 0; i < count; i++) decrypt(finals + <usize>i * 16);
}

function k(i: i32): u32 {
  return load<u32>(keys + <usize>i * 4);
}

function g(x: u32): u32 {
  return (
    load<u32>(boxes + <usize>(x & 0xff) * 4) ^
    load<u32>(boxes + 1024 + <usize>((x >> 8) & 0xff) * 4) ^
    load<u32>(boxes + 2048 + <usize>((x >> 16) & 0xff) * 4) ^
    load<u32>(boxes + 3072 + <usize>(x >> 24) * 4)
  );
}

function encrypt(at: usize): void {
  let r0 = load<u32>(at) ^ k(0);
  let r1 = load<u32>(at, 4) ^ k(1);
  let r2 = load<u32>(at, 8) ^ k(2);
  let r3 = load<u32>(at, 12) ^ k(3);
  for (let i = 8; i < 40; i += 4) {
    let t0 = g(r0);
    let t1 = g(rotl<u32>(r1, 8));
    r2 = rotr<u32>(r2 ^ (t0 + t1 + k(i)), 1);
    r3 = rotl<u32>(r3, 1) ^ (t0 + 2 * t1 + k(i + 1));
    t0 = g(r2);
    t1 = g(rotl<u32>(r3, 8));
    r0 = rotr<u32>(r0 ^ (t0 + t1 + k(i + 2)), 1);
    r1 = rotl<u32>(r1, 1) ^ (t0 + 2 * t1 + k(i + 3));
  }
  store<u32>(at, r2 ^ k(4));
  store<u32>(at, r3 ^ k(5), 4);
  store<u32>(at, r0 ^ k(6), 8);
  store<u32>(at, r1 ^ k(7), 12);
}

function decrypt(at: usize): void {
  let r2 = load<u32>(at) ^ k(4);
  let r3 = load<u32>(at, 4) ^ k(5);
  let r0 = load<u32>(at, 8) ^ k(6);
  let r1 = load<u32>(at, 12) ^ k(7);
  for (let i = 36; i >= 8; i -= 4) {
    let t0 = g(r2);
    let t1 = g(rotl<u32>(r3, 8));
    r0 = rotl<u32>(r0, 1) ^ (t0 + t1 + k(i + 2));
    r1 = rotr<u32>(r1 ^ (t0 + 2 * t1 + k(i + 3)), 1);
    t0 = g(r0);
    t1 = g(rotl<u32>(r1, 8));
    r2 = rotl<u32>(r2, 1) ^ (t0 + t1 + k(i));
    r3 = rotr<u32>(r3 ^ (t0 + 2 * t1 + k(i + 1)), 1);
  }
  store<u32>(at, r0 ^ k(0));
  store<u32>(at, r1 ^ k(1), 4);
  store<u32>(at, r2 ^ k(2), 8);
  store<u32>(at, r3 ^ k(3), 12);
}
