import { headerBytes } from "./limits";
import { randomOf, slotAt, slotCount, slotLength } from "./outgoing";
import { pearsonAll, setSum, sumAt } from "./ciphers/pearson";
import { hideBlocks } from "./regions";
import { encryptBlocks, headKeys, ivKeys } from "./ciphers/speck128";

//  Hides the headers of the slots at hand (fact sheet §8.2; the picture is in src/seal/header.ts). Ours have no socket, so
//  that the encryption reaches to byte 38.

export const magic: u32 = 0x6e320000;
const stampStep: u64 = 0x10;

/** The first slot's stamp in two words; the others follow it. */
export function hideHeaders(stampHigh: u32, stampLow: u32): void {
  let stamp = ((<u64>stampHigh) << 32) | stampLow;
  for (let i = 0; i < slotCount; i++) setSum(i, slotAt(i), slotLength(i));
  pearsonAll(slotCount);
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    const block = hideBlocks + <usize>i * 16;
    const hash = load<u64>(sumAt(i), 8);
    store<u32>(slot, load<u32>(slot), 20);
    store<u32>(slot, bswap<u32>(magic + headerBytes), 16);
    store<u32>(block, bswap<u32>(<u32>(hash >> 32)));
    store<u32>(block, bswap<u32>((<u32>hash) ^ (<u32>(stamp >> 32))), 4);
    store<u32>(block, bswap<u32>(<u32>stamp), 8);
    store<u32>(block, randomOf(i), 12);
    stamp += stampStep;
  }
  encryptBlocks(ivKeys, slotCount);
  for (let i = 0; i < slotCount; i++) v128.store(slotAt(i), v128.load(hideBlocks + <usize>i * 16));
  for (let i = 0; i < slotCount; i++) setCounters(i, slotAt(i));
  encryptBlocks(headKeys, 2 * slotCount);
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    const stream = hideBlocks + <usize>i * 32;
    v128.store(slot, v128.xor(v128.load(slot, 16), v128.load(stream)), 16);
    store<u32>(slot, load<u32>(slot, 32) ^ load<u32>(stream, 16), 32);
    store<u16>(slot, load<u16>(slot, 36) ^ load<u16>(stream, 20), 36);
  }
}

/** The first two counter blocks of the i-th datagram, whose start is the IV. Only the low word counts, without carry. */
export function setCounters(i: i32, datagram: usize): void {
  const block = hideBlocks + <usize>i * 32;
  const iv = v128.load(datagram);
  v128.store(block, iv);
  v128.store(block, i64x2.add(iv, i64x2(1, 0)), 16);
}
