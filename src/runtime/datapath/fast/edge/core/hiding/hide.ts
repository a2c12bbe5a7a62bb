import { compressionAt, headerBytes } from "../../../shared/core/packet";
import { displacedAt, magic, magicAt, StartBlock, streamFrom, tailAt } from "./hidden";
import { blockBytes } from "../limits";
import { randomOf, slotAt, slotCount, slotLength } from "../outgoing";
import { pearsonAll, setSum, sumAt } from "../ciphers/pearson";
import { hideBlocks } from "../regions";
import { encryptBlocks, headKeys, ivKeys } from "../ciphers/speck128";

//  Hides the headers of the slots at hand (fact sheet §8.2; the picture is in src/seal/header.ts). Ours have no socket, so
//  that the encryption reaches to byte 38.

const stampStep: u64 = 0x10;

/** The first slot's stamp in two words; the others follow it. */
export function hideHeaders(stampHigh: u32, stampLow: u32): void {
  let stamp = ((<u64>stampHigh) << 32) | stampLow;
  for (let i = 0; i < slotCount; i++) setSum(i, slotAt(i), slotLength(i));
  pearsonAll(slotCount);
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    const block = changetype<StartBlock>(hideBlocks + <usize>i * blockBytes);
    const hash = sumAt(i).hash;
    store<u32>(slot, load<u32>(slot), displacedAt);
    store<u32>(slot, bswap<u32>(magic + headerBytes), magicAt);
    block.checksumHigh = bswap<u32>(<u32>(hash >> 32));
    block.checksumLow = bswap<u32>((<u32>hash) ^ (<u32>(stamp >> 32)));
    block.stampLow = bswap<u32>(<u32>stamp);
    block.random = randomOf(i);
    stamp += stampStep;
  }
  encryptBlocks(ivKeys, slotCount);
  for (let i = 0; i < slotCount; i++) v128.store(slotAt(i), v128.load(hideBlocks + <usize>i * blockBytes));
  for (let i = 0; i < slotCount; i++) setCounters(i, slotAt(i));
  encryptBlocks(headKeys, 2 * slotCount);
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    xorStart(slot, streamOf(i));
  }
}

/** The first two counter blocks of the i-th datagram, whose start is the IV. Only the low word counts, without carry. */
export function setCounters(i: i32, datagram: usize): void {
  const block = streamOf(i);
  const iv = v128.load(datagram);
  v128.store(block, iv);
  v128.store(block, i64x2.add(iv, i64x2(1, 0)), blockBytes);
}

/** The two blocks of the i-th datagram: counters, then the key stream. */
export function streamOf(i: i32): usize {
  return hideBlocks + <usize>i * (2 * blockBytes);
}

/** The part of a header without socket that is hidden. */
export function xorStart(at: usize, stream: usize): void {
  v128.store(at, v128.xor(v128.load(at, streamFrom), v128.load(stream)), streamFrom);
  store<u32>(at, load<u32>(at, tailAt) ^ load<u32>(stream, tailAt - streamFrom), tailAt);
  store<u16>(at, load<u16>(at, compressionAt) ^ load<u16>(stream, compressionAt - streamFrom), compressionAt);
}
