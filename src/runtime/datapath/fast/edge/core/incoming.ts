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

//  What becomes of received datagrams: PACKETs of peers in the table are segments, everything else is an upcall, for the
//  machine.

/** A payload of a peer in the table. */
@unmanaged
export class Segment {
  /** Where the sealed payload is, later the plain one. */
  payload: u32;
  /** −1 = it was refused. */
  length: i32;
  /** Where in the stage there is room for it. */
  staged: i32;
  peer: i32;
  /** Where the datagram begins. */
  datagram: u32;
  /** Of a hidden header. */
  stampHigh: u32;
  stampLow: u32;
}

export let segmentCount: i32 = 0;
/** How the segments at hand are sealed, all of them alike: what stands before a frame, and behind it. */
export let segmentsAuthentic: bool = false;
export let segmentHead: i32 = 0;
export let segmentTail: i32 = 0;
export let upcallCount: i32 = 0;
/** Datagrams of this reading. */
export let datagramCount: i32 = 0;
/** Among them the frames for us alone. */
export let addressedCount: i32 = 0;
/** Bytes of the stage that the segments take. */
export let staged: i32 = 0;

/** Makes room: what was there is done with. */
export function clearIncoming(): void {
  segmentCount = 0;
  upcallCount = 0;
  datagramCount = 0;
  addressedCount = 0;
  staged = 0;
}

/** Segments that are sealed in another way have to wait for the next batch. */
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

/** Takes out the segments of which the program said that they are replayed. */
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

/** The segment makes no sense once opened: its peer has another key, or somebody forged it. */
export function unsealed(row: Segment): void {
  drop(dropUnsealed);
  const sender = senderOf(row);
  if (sender >= 0) tell(sender, newsUnsealed);
}

/** Whose segment it is; −1 = nobody's in the table. */
function senderOf(row: Segment): i32 {
  const peer = row.peer;
  return peer == everybody ? findPeer(macAt(<usize>row.datagram + sourceAt)) : peer;
}

/** The segment was opened and makes sense: its peer was heard. */
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
