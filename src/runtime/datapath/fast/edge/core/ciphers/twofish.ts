import { blocksOf, payloadOf } from "./cbc";
import { headerBytes } from "../../../shared/core/packet";
import { blockBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { finals, keys, stage } from "../regions";

//  Twofish-256 (Schneier et al., 1998) block by block. The program computes the schedule: 40 subkeys at `keys`, then
//  the four key-dependent boxes with the MDS matrix in them, 256 words each.

export const twofishBoxes: usize = keys + 160;
export const twofishBoxBytes: usize = 1024;

@unmanaged
class Block {
  first: u32;
  second: u32;
  third: u32;
  fourth: u32;
}

/** Pads with zeros and encrypts in CBC with a zero IV; the caller does the ciphertext stealing. */
export function sealTwofish(): void {
  for (let i = 0; i < slotCount; i++) {
    const length = payloadLength(i);
    memory.fill(slotAt(i) + <usize>(headerBytes + length), 0, -length & 15);
    const at = payloadOf(i);
    encrypt(at);
    for (let block = 1; block < blocksOf(i); block++) {
      const here = at + <usize>block * blockBytes;
      v128.store(here, v128.xor(v128.load(here), v128.load(here - blockBytes)));
      encrypt(here);
    }
  }
}

/** Block by block, without chaining. */
export function decryptStage(bytes: i32): void {
  for (let at = stage; at < stage + <usize>bytes; at += blockBytes) decrypt(at);
}

export function decryptFinals(count: i32): void {
  for (let i = 0; i < count; i++) decrypt(finals + <usize>i * blockBytes);
}

function k(i: i32): u32 {
  return load<u32>(keys + <usize>i * sizeof<u32>());
}

function g(x: u32): u32 {
  return (
    load<u32>(twofishBoxes + <usize>(x & 0xff) * sizeof<u32>()) ^
    load<u32>(twofishBoxes + twofishBoxBytes + <usize>((x >> 8) & 0xff) * sizeof<u32>()) ^
    load<u32>(twofishBoxes + 2 * twofishBoxBytes + <usize>((x >> 16) & 0xff) * sizeof<u32>()) ^
    load<u32>(twofishBoxes + 3 * twofishBoxBytes + <usize>(x >> 24) * sizeof<u32>())
  );
}

function encrypt(at: usize): void {
  const text = changetype<Block>(at);
  let r0 = k(0) ^ text.first;
  let r1 = k(1) ^ text.second;
  let r2 = k(2) ^ text.third;
  let r3 = k(3) ^ text.fourth;
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
  text.first = r2 ^ k(4);
  text.second = r3 ^ k(5);
  text.third = r0 ^ k(6);
  text.fourth = r1 ^ k(7);
}

function decrypt(at: usize): void {
  const text = changetype<Block>(at);
  let r2 = k(4) ^ text.first;
  let r3 = k(5) ^ text.second;
  let r0 = k(6) ^ text.third;
  let r1 = k(7) ^ text.fourth;
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
  text.first = r0 ^ k(0);
  text.second = r1 ^ k(1);
  text.third = r2 ^ k(2);
  text.fourth = r3 ^ k(3);
}
