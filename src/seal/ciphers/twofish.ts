import type { Random } from "../../base/random.ts";
import { openCts, sealCts, type Cbc } from "./cbc-cts.ts";
import { payloadKey, type KeyString } from "../payload-key.ts";
import type { Transform } from "./transform.ts";
import { schedule } from "./twofish-schedule.ts";

/** Twofish-256, CBC with ciphertext stealing (fact sheet §6). No integrity. */
export function twofishTransform(key: KeyString, random: Random): Transform {
  const cbc = cbcOf(twofish256(payloadKey(key)));
  return {
    name: "twofish",
    id: 2,
    overhead: 16,
    seal: (plain) => sealCts(cbc, plain, random),
    open: (sealed) => openCts(cbc, sealed),
  };
}

/** Works on four words, which are the 16 bytes of a block in little endian order; in place. */
export interface BlockCipher {
  encrypt(block: Int32Array): void;
  decrypt(block: Int32Array): void;
}

/** `key`: 32 bytes. Schneier et al., "Twofish: A 128-Bit Block Cipher" (1998); names as there. */
export function twofish256(key: Uint8Array): BlockCipher {
  const { subkeys, boxes } = schedule(key);
  const [s0, s1, s2, s3] = boxes;
  const k = (i: number) => subkeys[i]!;
  const g = (x: number) => s0[x & 0xff]! ^ s1[(x >>> 8) & 0xff]! ^ s2[(x >>> 16) & 0xff]! ^ s3[x >>> 24]!;
  const whiten = (r: Int32Array, i: number) => {
    for (let word = 0; word < 4; word++) r[word]! ^= k(i + word);
  };
  return {
    encrypt(r) {
      whiten(r, 0);
      for (let i = 8; i < 40; i += 2) {
        const [r0, r1, r2, r3] = [r[0]!, r[1]!, r[2]!, r[3]!];
        const t0 = g(r0);
        const t1 = g((r1 << 8) | (r1 >>> 24));
        const next = r2 ^ (t0 + t1 + k(i));
        r[0] = (next >>> 1) | (next << 31);
        r[1] = ((r3 << 1) | (r3 >>> 31)) ^ (t0 + 2 * t1 + k(i + 1));
        r[2] = r0;
        r[3] = r1;
      }
      swapHalves(r);
      whiten(r, 4);
    },
    decrypt(r) {
      whiten(r, 4);
      swapHalves(r);
      for (let i = 38; i >= 8; i -= 2) {
        const [r0, r1, r2, r3] = [r[0]!, r[1]!, r[2]!, r[3]!];
        const t0 = g(r2);
        const t1 = g((r3 << 8) | (r3 >>> 24));
        const last = r1 ^ (t0 + 2 * t1 + k(i + 1));
        r[0] = r2;
        r[1] = r3;
        r[2] = ((r0 << 1) | (r0 >>> 31)) ^ (t0 + t1 + k(i));
        r[3] = (last >>> 1) | (last << 31);
      }
      whiten(r, 0);
    },
  };
}

function swapHalves(r: Int32Array): void {
  const [r0, r1] = [r[0]!, r[1]!];
  r[0] = r[2]!;
  r[1] = r[3]!;
  r[2] = r0;
  r[3] = r1;
}

function cbcOf(cipher: BlockCipher): Cbc {
  return {
    encrypt: (blocks) =>
      chained(blocks, (block, previous) => {
        for (let i = 0; i < 4; i++) block[i]! ^= previous[i]!;
        cipher.encrypt(block);
        previous.set(block);
      }),
    decrypt: (blocks) => {
      const sealed = new Int32Array(4);
      return chained(blocks, (block, previous) => {
        sealed.set(block);
        cipher.decrypt(block);
        for (let i = 0; i < 4; i++) block[i]! ^= previous[i]!;
        previous.set(sealed);
      });
    },
  };
}

/** `step` turns a block in place and leaves in `previous` what the next one is chained to. */
function chained(blocks: Uint8Array, step: (block: Int32Array, previous: Int32Array) => void): Uint8Array {
  const result = Uint8Array.from(blocks);
  const view = new DataView(result.buffer);
  const block = new Int32Array(4);
  const previous = new Int32Array(4);
  for (let at = 0; at < result.length; at += 16) {
    for (let i = 0; i < 4; i++) block[i] = view.getInt32(at + 4 * i, true);
    step(block, previous);
    for (let i = 0; i < 4; i++) view.setInt32(at + 4 * i, block[i]!, true);
  }
  return result;
}
