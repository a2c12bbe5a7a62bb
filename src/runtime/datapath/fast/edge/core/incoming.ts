import { hasSocket, lowFlagsAt, socketPortAt, sourceAt } from "../../shared/core/packet";
import { Upcall } from "../../shared/core/upcall";
import { prefixBytes, segmentBytes, tagBytes, upcallBytes } from "./limits";
import {
  countOverheard,
  countReceived,
  everybody,
  findPeer,
  isAuthentic,
  macAt,
  mention,
  newsUnsealed,
  tell,
} from "./peers";
import { message } from "./received";
import { isRelayed, payloadAt } from "./recognise";
import { segments, upcalls } from "./regions";
import { drop, dropUnsealed, overhead } from "./rules";

// Received datagrams: PACKETs of peers in the table become segments, all others upcalls, for the machine.

/** A payload of a peer in the table. */
@unmanaged
export class Segment {
  /** Address of the sealed payload, later of the plain one. */
  payload: u32;
  /** −1 = refused. */
  length: i32;
  /** Its place in the stage. */
  staged: i32;
  peer: i32;
  /** Start of the datagram. */
  datagram: u32;
  /** The stamp of a hidden header. */
  stampHigh: u32;
  stampLow: u32;
}

export let segmentCount: i32 = 0;
/** How the current segments are sealed, all alike: bytes before a frame, and after it. */
export let segmentsAuthentic: bool = false;
export let segmentHead: i32 = 0;
export let segmentTail: i32 = 0;
export let upcallCount: i32 = 0;
/** Datagrams of this read. */
export let datagramCount: i32 = 0;
/** Among them the frames for us alone. */
export let addressedCount: i32 = 0;
/** Bytes of the stage that are in use. */
export let staged: i32 = 0;

/** Discards the segments and upcalls that have been handled. */
export function clearIncoming(): void {
  segmentCount = 0;
  upcallCount = 0;
  datagramCount = 0;
  addressedCount = 0;
  staged = 0;
}

/** Segments sealed in another way have to wait for the next batch. */
export function hasRoomFor(peer: i32, before: i32): bool {
  if (before > 0) return isAuthentic(peer) == segmentsAuthentic;
  segmentsAuthentic = isAuthentic(peer);
  segmentHead = segmentsAuthentic ? prefixBytes : overhead;
  segmentTail = segmentsAuthentic ? tagBytes : 0;
  return true;
}

export function take(at: usize, length: i32, peer: i32): Segment {
  datagramCount++;
  if (peer != everybody) addressedCount++;
  const row = segmentAt(segmentCount);
  const from = payloadAt(at);
  row.payload = <u32>(at + <usize>from);
  row.length = length - from;
  row.staged = staged;
  row.peer = peer;
  row.datagram = <u32>at;
  staged += (length - from + 15) & ~15;
  segmentCount++;
  return row;
}

/** Removes the segments that the program has marked as replayed. */
export function compactSegments(): void {
  let kept = 0;
  for (let i = 0; i < segmentCount; i++) {
    if (segmentAt(i).length < 0) continue;
    if (kept != i) memory.copy(changetype<usize>(segmentAt(kept)), changetype<usize>(segmentAt(i)), segmentBytes);
    kept++;
  }
  segmentCount = kept;
}

export function passUp(at: usize, length: i32): void {
  datagramCount++;
  const row = upcalls + <usize>upcallCount * upcallBytes;
  store<u32>(row, <u32>at, offsetof<Upcall>("start"));
  store<i32>(row, length, offsetof<Upcall>("length"));
  store<i32>(row, message, offsetof<Upcall>("message"));
  upcallCount++;
}

/** The opened segment is garbage: its peer has another key, or it is forged. */
export function unsealed(row: Segment): void {
  drop(dropUnsealed);
  const sender = senderOf(row);
  if (sender >= 0) tell(sender, newsUnsealed);
}

/** The segment's peer; −1 = not in the table. */
function senderOf(row: Segment): i32 {
  const peer = row.peer;
  return peer == everybody ? findPeer(macAt(<usize>row.datagram + sourceAt)) : peer;
}

/** The opened segment is valid, so its peer was heard. */
export function heard(row: Segment, frameLength: i32): void {
  const peer = row.peer;
  const at = <usize>row.datagram;
  const relayed = isRelayed(at);
  const sender = senderOf(row);
  if (sender < 0) return;
  if (peer == everybody) countOverheard(sender);
  else countReceived(sender, frameLength, relayed);
  if (relayed && (load<u8>(at, lowFlagsAt) & hasSocket) != 0) mention(sender, at + socketPortAt);
}

export function segmentAt(i: i32): Segment {
  return changetype<Segment>(segments + <usize>i * segmentBytes);
}
