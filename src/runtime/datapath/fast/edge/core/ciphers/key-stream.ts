import { headerBytes } from "../../../shared/core/packet";
import { preambleBytes, streamBytes } from "../limits";
import { payloadLength, slotAt, slotCount } from "../outgoing";
import { segmentAt, segmentCount } from "../incoming";
import { stage } from "../regions";

// ChaCha20 by OpenSSL. A preamble is an IV (fact sheet §6): a 64-bit block number and a nonce. Our packets of a batch
// have consecutive block numbers, so one call generates the key stream of many; no block is used twice. Packets
// without consecutive numbers, like the reference's, each need a stream of their own.

/** An IV as OpenSSL reads it. */
@unmanaged
class Preamble {
  block: u64;
  nonce: u64;
}

/** Bytes of key stream per call. */
const streamBlock: i32 = 64;

let bytes: i32 = 0;
let continues: bool = false;
let iv: usize = 0;
/** The block after the current stream. */
let nextBlock: u64 = 0;
let nonce: u64 = 0;

/** Makes the preambles of all slots continue from the first one's, which stays random. */
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

/** How many packets from `first` on share a stream that fits: slots or, if `opening`, segments; at least one. */
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

/** The planned stream: its length, and whether it continues the one before; otherwise the address of its IV. */
export function streamLength(): i32 {
  return bytes;
}

export function streamContinues(): bool {
  return continues;
}

export function streamIv(): usize {
  return iv;
}

/** XORs the stream at `stage`; each packet's part starts at a whole block. */
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

/** The bytes after the preamble. */
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
