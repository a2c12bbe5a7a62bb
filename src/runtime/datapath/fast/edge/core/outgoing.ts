import {
  authenticTransform,
  headerBytes,
  preambleBytes,
  preambles,
  prefixBytes,
  runBytes,
  runMax,
  slotBytes,
  slots,
  tagBytes,
} from "./limits";
import { native, setMessage, setVector } from "./kernel";
import { clearChain, countSent, entryOf, forbidSegments, isAuthentic, mayBeSegmented, nameOf } from "./peers";
import { order, outControl, outMessages, outSlots, outTable, outVectors, preamblePool, template } from "./regions";
import { hiding, overhead } from "./rules";

//  Outgoing datagrams, sealed and sent together. To one peer in the order they came; a run of equal sizes, which may
//  end with a shorter one, is one message that the kernel cuts up (UDP_SEGMENT, udp(7)).

export let slotCount: i32 = 0;
/** How the slots at hand are sealed, all of them alike: what stands before a frame, and behind it. */
export let batchAuthentic: bool = false;
let head: i32 = 0;
let tail: i32 = 0;
let preambleAt: i32 = preambles;
let messageCount: i32 = 0;

/** For one more slot? Peers that are sealed for in another way have to wait for the next batch. */
export function hasRoom(peer: i32): bool {
  if (slotCount == 0) {
    batchAuthentic = peer >= 0 && isAuthentic(peer);
    head = batchAuthentic ? prefixBytes : overhead;
    tail = batchAuthentic ? tagBytes : 0;
    return true;
  }
  return slotCount < slots && (peer < 0 || isAuthentic(peer) == batchAuthentic);
}

/** Where the frame of a new slot goes. The caller has asked `hasRoom` and made sure that the frame fits. */
export function openSlot(peer: i32, frameLength: i32): usize {
  const slot = slotAt(slotCount);
  const row = rowOf(slotCount);
  slotCount++;
  memory.copy(slot, template, headerBytes);
  store<i32>(row, headerBytes + head + frameLength + tail);
  store<i32>(row, peer, 4);
  store<i32>(row, -1, 8);
  if (peer >= 0) {
    if (batchAuthentic) store<u8>(slot, authenticTransform, 37);
    else if (overhead > 0) v128.store(slot + <usize>headerBytes, takePreamble());
    if (hiding) store<i32>(row, i32x4.extract_lane(takePreamble(), 0), 12);
    countSent(peer, frameLength);
  }
  return slot + <usize>(headerBytes + head);
}

/** Once the frame is in place: its destination is the packet's. */
export function closeSlot(frame: usize): void {
  const slot = slotAt(slotCount - 1);
  store<u32>(slot, load<u32>(frame), 30);
  store<u16>(slot, load<u16>(frame, 4), 34);
}

export function slotAt(i: i32): usize {
  return outSlots + <usize>i * slotBytes;
}

export function frameOf(i: i32): usize {
  return slotAt(i) + <usize>(headerBytes + head);
}

/** Of the whole datagram. */
export function slotLength(i: i32): i32 {
  return load<i32>(rowOf(i));
}

/** Sealed bytes behind the header: preamble and frame, or prefix, frame and tag. */
export function payloadLength(i: i32): i32 {
  return slotLength(i) - headerBytes;
}

export function discardSlots(): void {
  slotCount = 0;
}

/** Fresh random bytes are in the pool. */
export function preamblesFilled(): void {
  preambleAt = 0;
}

/** Enough for a full batch, and as many for hidden headers? */
export function needsPreambles(): bool {
  return preambleAt > preambles - 2 * slots;
}

/** Drawn for a hidden header. */
export function randomOf(i: i32): u32 {
  return load<u32>(rowOf(i), 12);
}

/** Turns the slots into messages for sendmmsg(2) and returns how many. The slots are free afterwards, not their bytes. */
export function buildMessages(): i32 {
  messageCount = 0;
  linkByPeer();
  let vector: i32 = 0;
  for (let first = 0; first < slotCount; first++) {
    const peer = load<i32>(rowOf(first), 4);
    if (peer < 0 || load<i32>(entryOf(peer), 32) != first) continue;
    const segmented = mayBeSegmented(peer);
    for (let slot = first; slot >= 0;) {
      const start = vector;
      const size = slotLength(slot);
      let total = 0;
      let length = size;
      while (slot >= 0 && vector - start < runMax && total + size <= runBytes) {
        length = slotLength(slot);
        if (length > size) break;
        setVector(outVectors + <usize>vector * 16, slotAt(slot), length);
        total += length;
        vector++;
        slot = load<i32>(rowOf(slot), 8);
        if (length < size || !segmented) break;
      }
      setMessageAt(messageCount, peer, start, vector - start, size);
      messageCount++;
    }
    clearChain(peer);
  }
  slotCount = 0;
  return messageCount;
}

/**
 * The kernel refused to cut up a message (no checksum offload, a smaller path MTU): one message a datagram, from now on
 * for this peer. Returns how many messages there are then, the first of the new ones in place of the old.
 */
export function splitMessage(message: i32): i32 {
  const old = outMessages + <usize>message * 64;
  const first = <i32>((load<u64>(old, 16) - native(outVectors, 0)) / 16);
  const parts = <i32>load<u64>(old, 24);
  const peer = load<i32>(order + <usize>message * 4);
  forbidSegments(peer);
  const behind = messageCount - message - 1;
  memory.copy(old + <usize>parts * 64, old + 64, behind * 64);
  const owner = order + <usize>message * 4;
  memory.copy(owner + <usize>parts * 4, owner + 4, behind * 4);
  for (let i = 0; i < parts; i++) setMessageAt(message + i, peer, first + i, 1, 0);
  messageCount += parts - 1;
  return messageCount;
}

function linkByPeer(): void {
  for (let slot = 0; slot < slotCount; slot++) {
    const peer = load<i32>(rowOf(slot), 4);
    if (peer < 0) continue;
    const entry = entryOf(peer);
    const last = load<i32>(entry, 36);
    if (last < 0) store<i32>(entry, slot, 32);
    else store<i32>(rowOf(last), slot, 8);
    store<i32>(entry, slot, 36);
  }
}

function setMessageAt(index: i32, peer: i32, firstVector: i32, count: i32, size: i32): void {
  const control = outControl + <usize>index * 32;
  if (count > 1) {
    // struct cmsghdr: length 18, level SOL_UDP, type UDP_SEGMENT, a u16 behind it.
    store<u64>(control, 18);
    store<u32>(control, 17, 8);
    store<u32>(control, 103, 12);
    store<u64>(control, <u64>size, 16);
  }
  const message = outMessages + <usize>index * 64;
  setMessage(message, nameOf(peer), outVectors + <usize>firstVector * 16, count, control, count > 1 ? 24 : 0);
  store<i32>(order + <usize>index * 4, peer);
}

function takePreamble(): v128 {
  if (preambleAt >= preambles) unreachable();
  const taken = v128.load(preamblePool + <usize>preambleAt * 16);
  preambleAt++;
  return taken;
}

function rowOf(i: i32): usize {
  return outTable + <usize>i * 16;
}
