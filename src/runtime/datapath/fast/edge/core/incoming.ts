import {
  JoinedControl,
  joinedControlLength,
  levelUdp,
  Message,
  messageBytes,
  nameBytes,
  udpGro,
  Vector,
  vectorBytes,
} from "../../shared/core/linux";
import {
  communityAt,
  communityBytes,
  compressionNone,
  destinationAt,
  flagsAt,
  fromSupernode,
  hasSocket,
  headerBytes,
  lowFlagsAt,
  relayedBytes,
  socketFamilyAt,
  socketPortAt,
  sourceAt,
  typePacket,
  version,
} from "../../shared/core/packet";
import { Upcall } from "../../shared/core/upcall";
import { setMessage, setVector } from "./kernel";
import {
  authenticTransform,
  ethernetBytes,
  frameMax,
  inControlBytes,
  messagesIn,
  prefixBytes,
  receiveBytes,
  receiveStride,
  segmentBytes,
  segmentsIn,
  stageBytes,
  tagBytes,
  upcallBytes,
} from "./limits";
import {
  countOverheard,
  countReceived,
  everybody,
  findPeer,
  isAuthentic,
  isDirect,
  isSession,
  isStamped,
  macAt,
  mention,
  newsUnsealed,
  socketOf,
  tell,
  wasShown,
} from "./peers";
import { inControl, inMessages, inNames, inVectors, received, relayName, segments, template, upcalls } from "./regions";
import { kindFrame, sessionAt } from "./sealed";
import { sameBytes } from "./checksum";
import { Hidden, hiddenRow, sortHidden } from "./unhide";
import {
  drop,
  dropUnsealed,
  hiding,
  isMulticast,
  isOwnMac,
  isRelayStamped,
  mayBeOrdinary,
  overhead,
  rulesSet,
  transformId,
} from "./rules";

//  Received datagrams. PACKETs of peers in the table become segments; everything else is the machine's.

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

/** Of the low flags all but those that a supernode sets. */
const fixedFlags: u8 = ~(fromSupernode | hasSocket);
/** Family, port and address of a socket. */
const socketBytes: i32 = 8;

export let segmentCount: i32 = 0;
/** How the segments at hand are sealed, all of them alike: what stands before a frame, and behind it. */
export let segmentsAuthentic: bool = false;
export let segmentHead: i32 = 0;
export let segmentTail: i32 = 0;
export let upcallCount: i32 = 0;
/** Datagrams of this reading. */
export let datagramCount: i32 = 0;
let message: i32 = 0;
let messages: i32 = 0;
let offset: i32 = 0;
let staged: i32 = 0;
/** What the datagrams in the rows of hidden ones will take of the stage. */
let noted: i32 = 0;
let placed: i32 = 0;

/** Makes the messages ready for recvmmsg(2). */
export function prepareReceive(): void {
  for (let i = 0; i < messagesIn; i++) {
    const n = <usize>i;
    const vector = inVectors + n * vectorBytes;
    setVector(changetype<Vector>(vector), received + n * receiveStride, receiveBytes);
    const message = changetype<Message>(inMessages + n * messageBytes);
    setMessage(message, inNames + n * nameBytes, vector, 1, inControl + n * inControlBytes, inControlBytes);
  }
}

export function beginDatagrams(count: i32): void {
  messages = count < messagesIn ? count : messagesIn;
  message = 0;
  offset = 0;
}

/** Sorts as many datagrams as there is room for; true = there is more, once these are done with. */
export function nextDatagrams(): bool {
  segmentCount = 0;
  upcallCount = 0;
  datagramCount = 0;
  staged = 0;
  return hiding ? sortHidden() : sortPlain();
}

function sortPlain(): bool {
  while (message < messages) {
    const part = partLength();
    // Staged blocks are whole ones.
    if (segmentCount + upcallCount >= segmentsIn || staged + part + 16 > stageBytes) return true;
    const at = here();
    const peer = part >= headerBytes ? recognised(at, part) : -1;
    if (peer >= 0 && !hasRoomFor(peer, segmentCount)) return true;
    if (peer >= 0) take(at, part, peer);
    else passUp(at, part);
    advance(part);
  }
  return false;
}

/** Notes the datagram at hand in the i-th row, and goes on to the next; false = there is none, or no room to stage it. */
export function place(i: i32): bool {
  if (i == 0) noted = placed = 0;
  if (message >= messages) return false;
  const part = partLength();
  if (noted + part + 16 > stageBytes) return false;
  noted += (part + 15) & ~15;
  store<u32>(changetype<usize>(hiddenRow(i)), <u32>here(), offsetof<Hidden>("start"));
  store<i32>(changetype<usize>(hiddenRow(i)), part, offsetof<Hidden>("length"));
  store<i32>(changetype<usize>(hiddenRow(i)), message, offsetof<Hidden>("message"));
  store<i32>(changetype<usize>(hiddenRow(i)), offset, offsetof<Hidden>("offset"));
  advance(part);
  placed++;
  // Where the one behind the last is.
  store<i32>(changetype<usize>(hiddenRow(i + 1)), message, offsetof<Hidden>("message"));
  store<i32>(changetype<usize>(hiddenRow(i + 1)), offset, offsetof<Hidden>("offset"));
  return true;
}

/** Goes back to the datagram of a row, or to the one behind the last; false = there is none. */
export function takePlace(i: i32): bool {
  if (placed > 0) {
    message = hiddenRow(i).message;
    offset = hiddenRow(i).offset;
  }
  return message < messages;
}

function here(): usize {
  return received + <usize>message * receiveStride + <usize>offset;
}

function lengthOfMessage(): i32 {
  return min(changetype<Message>(inMessages + <usize>message * messageBytes).received, receiveBytes);
}

function partLength(): i32 {
  const header = changetype<Message>(inMessages + <usize>message * messageBytes);
  const length = lengthOfMessage();
  return min(segmentSize(header, length), length - offset);
}

function advance(part: i32): void {
  offset += part;
  if (offset < lengthOfMessage()) return;
  message++;
  offset = 0;
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

/** The peer whose PACKET for us this is, or `everybody`; −1 = the machine has to look. */
export function recognised(at: usize, length: i32): i32 {
  if (
    !rulesSet ||
    load<u8>(at) != version ||
    load<u8>(at, flagsAt) != 0 ||
    (load<u8>(at, lowFlagsAt) & fixedFlags) != typePacket
  )
    return -1;
  if (!sameBytes(at + communityAt, template + communityAt, communityBytes)) return -1;
  const forAll = isMulticast(at + destinationAt);
  if (!forAll && !isOwnMac(macAt(at + destinationAt))) return -1;
  const from = payloadAt(at);
  if (from < 0 || length < from) return -1;
  // Before the payload are compression and transform, one byte each.
  if (load<u8>(at + <usize>from - 2) != compressionNone) return -1;
  const mac = macAt(at + sourceAt);
  if (isOwnMac(mac)) return -1;
  if (forAll) return isBroadcastRight(at, from, length, mac) ? everybody : -1;
  const peer = findPeer(mac);
  if (peer < 0 || !isSealedRight(peer, at + <usize>from, length - from)) return -1;
  const relayed = isRelayed(at);
  if (hiding && !(relayed ? isRelayStamped : isStamped(peer))) return -1;
  const expected = relayed ? relayName : socketOf(peer);
  if (!relayed && !isDirect(peer)) return -1;
  if (!sameBytes(inNames + <usize>message * nameBytes, expected, socketBytes)) return -1;
  return peer;
}

/** By way of the supernode, and not from a peer that the machine has yet to see. Broadcasts have no session. */
function isBroadcastRight(at: usize, from: i32, length: i32, mac: u64): bool {
  if ((load<u8>(at, lowFlagsAt) & fromSupernode) == 0 || (hiding && !isRelayStamped)) return false;
  if (!sameBytes(inNames + <usize>message * nameBytes, relayName, socketBytes)) return false;
  // A group address is nobody's own.
  if ((mac & 1) != 0 || mac == 0 || !isSealedRight(everybody, at + <usize>from, length - from)) return false;
  return findPeer(mac) >= 0 || wasShown(mac);
}

/** In the one way that this peer's frames have to be. The transform's number lies before the payload. */
function isSealedRight(peer: i32, payload: usize, length: i32): bool {
  const transform = <i32>load<u8>(payload - 1);
  let frameLength = length - overhead;
  if (isAuthentic(peer)) {
    frameLength = length - prefixBytes - tagBytes;
    if (transform != authenticTransform || frameLength < 0) return false;
    if (load<u8>(payload) != kindFrame || !isSession(peer, payload + sessionAt)) return false;
  } else if (transform != transformId || !mayBeOrdinary(peer)) {
    return false;
  }
  return frameLength >= ethernetBytes && frameLength <= frameMax;
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

function isRelayed(at: usize): bool {
  return (load<u8>(at, lowFlagsAt) & fromSupernode) != 0;
}

export function segmentAt(i: i32): Segment {
  return changetype<Segment>(segments + <usize>i * segmentBytes);
}

/** −1 = a socket of another family than IPv4 precedes it. The caller knows that the plain header is there. */
export function payloadAt(at: usize): i32 {
  if ((load<u8>(at, lowFlagsAt) & hasSocket) == 0) return headerBytes;
  return load<u16>(at, socketFamilyAt) == 0 ? relayedBytes : -1;
}

/** Of the datagrams of a message, if the kernel joined some; else its own. */
function segmentSize(header: Message, length: i32): i32 {
  const index = (changetype<usize>(header) - inMessages) / messageBytes;
  const control = changetype<JoinedControl>(inControl + index * inControlBytes);
  const joined =
    header.controlLength >= <u64>joinedControlLength && control.level == levelUdp && control.type == udpGro;
  const size = joined ? control.size : length;
  return size > 0 ? size : max(length, 1);
}
