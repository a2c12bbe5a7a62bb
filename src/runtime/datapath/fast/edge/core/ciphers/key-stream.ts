import { headerBytes } from "../../../shared/core/packet";
import { preambleBytes, streamBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { segmentAt, segmentCount } from "../incoming";
import { stage } from "../regions";

//  ChaCha20 by OpenSSL. A preamble is an IV (fact sheet §6): a 64-bit number of a block, and a nonce. What we seal has
//  numbers that go on from packet to packet of a batch, so that one call makes the key stream of many; no block of it
//  serves twice. Packets whose numbers do not go on, as the reference's, are a stream each.

/** An IV as OpenSSL reads it. */
@unmanaged
class Preamble {
  block: u64;
  nonce: u64;
}

/** Bytes of key stream that are made at a time. */
const streamBlock: i32 = 64;

let bytes: i32 = 0;
let continues: bool = false;
let iv: usize = 0;
/** The block behind the stream at hand. */
let nextBlock: u64 = 0;
let nonce: u64 = 0;

/** Lets the preambles of all slots go on from the first one's, which stays random. */
export function chainPreambles(): void {
  const first = preambleOf(false, 0);
  let block = changetype<Preamble>(first).block;
  for (let i = 1; i < slotCount; i++) {
    block += blocksOfText(false, i - 1);
    const preamble = changetype<Preamble>(preambleOf(false, i));
    preamble.block = block;
    preamble.nonce = changetype<Preamble>(first).nonce;
  }
}

/** How many packets from `first` on, slots or, `opening`, segments, share a stream that fits; at least one. */
export function planStream(opening: bool, first: i32): i32 {
  const count = opening ? segmentCount : slotCount;
  iv = preambleOf(opening, first);
  let block = changetype<Preamble>(iv).block;
  continues = first > 0 && block == nextBlock && changetype<Preamble>(iv).nonce == nonce;
  nonce = changetype<Preamble>(iv).nonce;
  bytes = 0;
  let i = first;
  while (i < count) {
    const preamble = preambleOf(opening, i);
    const blocks = blocksOfText(opening, i);
    if (load<u64>(preamble) != block || load<u64>(preamble, offsetof<Preamble>("nonce")) != nonce) break;
    if (bytes + <i32>blocks * streamBlock > streamBytes) break;
    bytes += <i32>blocks * streamBlock;
    block += blocks;
    i++;
  }
  nextBlock = block;
  return i - first;
}

/** Of the stream that was planned: how long it is, whether it goes on from the one before, else where its IV is. */
export function streamLength(): i32 {
  return bytes;
}

export function streamContinues(): bool {
  return continues;
}

export function streamIv(): usize {
  return iv;
}

/** The stream is at `stage`, each packet's part from a whole block on. */
export function applyStream(opening: bool, first: i32, count: i32): void {
  let stream = stage;
  for (let i = first; i < first + count; i++) {
    xorTo(preambleOf(opening, i) + <usize>preambleBytes, stream, textLength(opening, i));
    stream += <usize>blocksOfText(opening, i) * streamBlock;
  }
}

export function preambleOf(opening: bool, i: i32): usize {
  return opening ? <usize>segmentAt(i).payload : slotAt(i) + <usize>headerBytes;
}

/** What stands behind the preamble. */
export function textLength(opening: bool, i: i32): i32 {
  return (opening ? segmentAt(i).length : payloadLength(i)) - preambleBytes;
}

function blocksOfText(opening: bool, i: i32): u64 {
  return <u64>((textLength(opening, i) + 63) >> 6);
}

function xorTo(at: usize, stream: usize, length: i32): void {
  while (length >= 16) {
    v128.store(at, v128.xor(v128.load(at), v128.load(stream)));
    at += 16;
    stream += 16;
    length -= 16;
  }
  while (length > 0) {
    store<u8>(at, load<u8>(at) ^ load<u8>(stream));
    at++;
    stream++;
    length--;
  }
}
