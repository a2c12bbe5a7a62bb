import {
  levelUdp,
  Message,
  messageBytes,
  SegmentControl,
  segmentControlBytes,
  segmentControlLength,
  udpSegment,
  Vector,
  vectorBytes,
} from "../../shared/core/linux";
import { destinationAt, headerBytes, Mac, transformAt } from "../../shared/core/packet";
import {
  authenticTransform,
  outControlBytes,
  preambleBytes,
  preambles,
  prefixBytes,
  runBytes,
  runMax,
  slotBytes,
  slotRowBytes,
  slots,
  tagBytes,
} from "./limits";
import { native, setMessage, setVector } from "./kernel";
import { clearChain, countSent, entryOf, forbidSegments, isAuthentic, mayBeSegmented, nameOf, Peer } from "./peers";
import { order, outControl, outMessages, outSlots, outTable, outVectors, preamblePool, template } from "./regions";
import { hiding, overhead } from "./rules";

// Outgoing datagrams, sealed and sent together. Order is kept for each peer; a run of equal sizes, which may end with
// a shorter one, is one message that the kernel splits (UDP_SEGMENT, udp(7)).

/** A datagram to be sent; its bytes are in the slot. */
@unmanaged
class Slot {
  /** Of the whole datagram. */
  length: i32;
  /** −1 = for the machine. */
  peer: i32;
  /** The next slot to the same peer; −1 = the last. */
  next: i32;
  /** Drawn for a hidden header. */
  random: u32;
}

export let slotCount: i32 = 0;
/** How the current slots are sealed, all alike: bytes before a frame, and after it. */
export let batchAuthentic: bool = false;
let head: i32 = 0;
let tail: i32 = 0;
let preambleAt: i32 = preambles;
let messageCount: i32 = 0;

/** Room for another slot? Peers with another kind of sealing have to wait for the next batch. */
export function hasRoom(peer: i32): bool {
  if (slotCount == 0) {
    batchAuthentic = peer >= 0 && isAuthentic(peer);
    head = batchAuthentic ? prefixBytes : overhead;
    tail = batchAuthentic ? tagBytes : 0;
    return true;
  }
  return slotCount < slots && (peer < 0 || isAuthentic(peer) == batchAuthentic);
}

/** Address for the frame of a new slot. The caller has checked `hasRoom` and that the frame fits. */
export function openSlot(peer: i32, frameLength: i32): usize {
  const slot = slotAt(slotCount);
  const row = rowOf(slotCount);
  slotCount++;
  memory.copy(slot, template, headerBytes);
  row.length = headerBytes + head + frameLength + tail;
  row.peer = peer;
  row.next = -1;
  if (peer >= 0) {
    if (batchAuthentic) store<u8>(slot, authenticTransform, transformAt);
    else if (overhead > 0) v128.store(slot + <usize>headerBytes, takePreamble());
    if (hiding) row.random = i32x4.extract_lane(takePreamble(), 0);
    countSent(peer, frameLength);
  }
  return slot + <usize>(headerBytes + head);
}

/** Call once the frame is in place: its destination becomes the packet's. */
export function closeSlot(frame: usize): void {
  const slot = slotAt(slotCount - 1);
  store<u32>(slot, changetype<Mac>(frame).head, destinationAt);
  store<u16>(slot, changetype<Mac>(frame).tail, destinationAt + offsetof<Mac>("tail"));
}

export function slotAt(i: i32): usize {
  return outSlots + <usize>i * slotBytes;
}

export function frameOf(i: i32): usize {
  return slotAt(i) + <usize>(headerBytes + head);
}

/** Of the whole datagram. */
export function slotLength(i: i32): i32 {
  return rowOf(i).length;
}

/** Sealed bytes after the header: preamble and frame, or prefix, frame and tag. */
export function payloadLength(i: i32): i32 {
  return slotLength(i) - headerBytes;
}

export function discardSlots(): void {
  slotCount = 0;
}

/** The pool has been filled with fresh random bytes. */
export function preamblesFilled(): void {
  preambleAt = 0;
}

/** Enough for a full batch, and for as many hidden headers? */
export function needsPreambles(): bool {
  return preambleAt > preambles - 2 * slots;
}

/** Drawn for a hidden header. */
export function randomOf(i: i32): u32 {
  return rowOf(i).random;
}

/**
 * Turns the slots into messages for sendmmsg(2) and returns how many. Afterwards the slots are free, but not their
 * bytes.
 */
export function buildMessages(): i32 {
  messageCount = 0;
  linkByPeer();
  let vector: i32 = 0;
  for (let first = 0; first < slotCount; first++) {
    const peer = rowOf(first).peer;
    if (peer < 0 || load<i32>(changetype<usize>(entryOf(peer)), offsetof<Peer>("firstSlot")) != first) continue;
    const segmented = mayBeSegmented(peer);
    for (let slot = first; slot >= 0;) {
      const start = vector;
      const size = slotLength(slot);
      let total = 0;
      let length = size;
      while (slot >= 0 && vector - start < runMax && total + size <= runBytes) {
        length = slotLength(slot);
        if (length > size) break;
        setVector(changetype<Vector>(outVectors + <usize>vector * vectorBytes), slotAt(slot), length);
        total += length;
        vector++;
        slot = rowOf(slot).next;
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
 * The kernel refused to split a message (no checksum offload, a smaller path MTU): from now on one message per
 * datagram for this peer. Returns the new number of messages, the first of the new ones in place of the old.
 */
export function splitMessage(message: i32): i32 {
  const old = changetype<Message>(outMessages + <usize>message * messageBytes);
  const first = <i32>((old.vectors - native(outVectors, 0)) / vectorBytes);
  const parts = <i32>old.vectorCount;
  const peer = load<i32>(order + <usize>message * sizeof<i32>());
  forbidSegments(peer);
  const behind = messageCount - message - 1;
  const at = changetype<usize>(old);
  memory.copy(at + <usize>parts * messageBytes, at + messageBytes, behind * messageBytes);
  const owner = order + <usize>message * sizeof<i32>();
  memory.copy(owner + <usize>parts * sizeof<i32>(), owner + sizeof<i32>(), behind * sizeof<i32>());
  for (let i = 0; i < parts; i++) setMessageAt(message + i, peer, first + i, 1, 0);
  messageCount += parts - 1;
  return messageCount;
}

function linkByPeer(): void {
  for (let slot = 0; slot < slotCount; slot++) {
    const peer = rowOf(slot).peer;
    if (peer < 0) continue;
    const entry = entryOf(peer);
    const last = entry.lastSlot;
    if (last < 0) entry.firstSlot = slot;
    else rowOf(last).next = slot;
    entry.lastSlot = slot;
  }
}

function setMessageAt(index: i32, peer: i32, firstVector: i32, count: i32, size: i32): void {
  const at = outControl + <usize>index * outControlBytes;
  if (count > 1) {
    const control = changetype<SegmentControl>(at);
    control.length = segmentControlLength;
    control.level = levelUdp;
    control.type = udpSegment;
    control.size = <u64>size;
  }
  const message = changetype<Message>(outMessages + <usize>index * messageBytes);
  const vectors = outVectors + <usize>firstVector * vectorBytes;
  setMessage(message, nameOf(peer), vectors, count, at, count > 1 ? segmentControlBytes : 0);
  store<i32>(order + <usize>index * sizeof<i32>(), peer);
}

function takePreamble(): v128 {
  if (preambleAt >= preambles) unreachable();
  const taken = v128.load(preamblePool + <usize>preambleAt * preambleBytes);
  preambleAt++;
  return taken;
}

function rowOf(i: i32): Slot {
  return changetype<Slot>(outTable + <usize>i * slotRowBytes);
}
