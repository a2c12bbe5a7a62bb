import { receivedControl, receivedLength, setMessage, setVector } from "./kernel";
import {
  authenticTransform,
  ethernetBytes,
  frameMax,
  headerBytes,
  messagesIn,
  prefixBytes,
  receiveBytes,
  receiveStride,
  segmentsIn,
  stageBytes,
  tagBytes,
} from "./limits";
import {
  countOverheard,
  countReceived,
  entryOf,
  everybody,
  findPeer,
  isAuthentic,
  isDirect,
  isSession,
  isStamped,
  macAt,
  mention,
  newsUnsealed,
  tell,
  wasShown,
} from "./peers";
import { inControl, inMessages, inNames, inVectors, received, relayName, segments, template, upcalls } from "./regions";
import { sameBytes } from "./checksum";
import { hiddenRow, sortHidden } from "./unhide";
import {
  armed,
  drop,
  dropUnsealed,
  hiding,
  isMulticast,
  isOwnMac,
  isRelayStamped,
  mayBeOrdinary,
  overhead,
  transformId,
} from "./rules";

//  Received datagrams. PACKETs of peers in the table become segments; everything else is the machine's.

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
    const vector = inVectors + n * 16;
    setVector(vector, received + n * receiveStride, receiveBytes);
    setMessage(inMessages + n * 64, inNames + n * 16, vector, 1, inControl + n * 64, 64);
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
  store<u32>(hiddenRow(i), <u32>here(), 48);
  store<i32>(hiddenRow(i), part, 52);
  store<i32>(hiddenRow(i), message, 56);
  store<i32>(hiddenRow(i), offset, 60);
  advance(part);
  placed++;
  // Where the one behind the last is.
  store<i32>(hiddenRow(i + 1), message, 56);
  store<i32>(hiddenRow(i + 1), offset, 60);
  return true;
}

/** Goes back to the datagram of a row, or to the one behind the last; false = there is none. */
export function takePlace(i: i32): bool {
  if (placed > 0) {
    message = load<i32>(hiddenRow(i), 56);
    offset = load<i32>(hiddenRow(i), 60);
  }
  return message < messages;
}

function here(): usize {
  return received + <usize>message * receiveStride + <usize>offset;
}

function lengthOfMessage(): i32 {
  return min(receivedLength(inMessages + <usize>message * 64), receiveBytes);
}

function partLength(): i32 {
  const header = inMessages + <usize>message * 64;
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

export function take(at: usize, length: i32, peer: i32): usize {
  datagramCount++;
  const row = segmentAt(segmentCount);
  const from = payloadAt(at);
  store<u32>(row, <u32>(at + <usize>from));
  store<i32>(row, length - from, 4);
  store<i32>(row, staged, 8);
  store<i32>(row, peer, 12);
  store<u32>(row, <u32>at, 16);
  staged += (length - from + 15) & ~15;
  segmentCount++;
  return row;
}

/** Takes out the segments of which the program said that they are replayed. */
export function compactSegments(): void {
  let kept = 0;
  for (let i = 0; i < segmentCount; i++) {
    if (load<i32>(segmentAt(i), 4) < 0) continue;
    if (kept != i) memory.copy(segmentAt(kept), segmentAt(i), 32);
    kept++;
  }
  segmentCount = kept;
}

export function passUp(at: usize, length: i32): void {
  datagramCount++;
  const row = upcalls + <usize>upcallCount * 16;
  store<u32>(row, <u32>at);
  store<i32>(row, length, 4);
  store<i32>(row, message, 8);
  upcallCount++;
}

/** The peer whose PACKET for us this is, or `everybody`; −1 = the machine has to look. */
export function recognised(at: usize, length: i32): i32 {
  // Version 3, type PACKET, no flags but "from supernode" and "socket".
  if (!armed || load<u8>(at) != 3 || load<u8>(at, 2) != 0 || (load<u8>(at, 3) & 0x9f) != 3) return -1;
  if (!sameBytes(at + 4, template + 4, 20)) return -1;
  const forAll = isMulticast(at + 30);
  if (!forAll && !isOwnMac(macAt(at + 30))) return -1;
  const from = payloadAt(at);
  if (from < 0 || length < from) return -1;
  if (load<u8>(at + <usize>from - 2) != 1) return -1;
  const mac = macAt(at + 24);
  if (isOwnMac(mac)) return -1;
  if (forAll) return isBroadcastRight(at, from, length, mac) ? everybody : -1;
  const peer = findPeer(mac);
  if (peer < 0 || !isSealedRight(peer, at + <usize>from, length - from)) return -1;
  const relayed = (load<u8>(at, 3) & 0x20) != 0;
  if (hiding && !(relayed ? isRelayStamped : isStamped(peer))) return -1;
  const expected = relayed ? relayName : entryOf(peer) + 8;
  if (!relayed && !isDirect(peer)) return -1;
  if (!sameBytes(inNames + <usize>message * 16, expected, 8)) return -1;
  return peer;
}

/** By way of the supernode, and not from a peer that the machine has yet to see. Broadcasts have no session. */
function isBroadcastRight(at: usize, from: i32, length: i32, mac: u64): bool {
  if ((load<u8>(at, 3) & 0x20) == 0 || (hiding && !isRelayStamped)) return false;
  if (!sameBytes(inNames + <usize>message * 16, relayName, 8)) return false;
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
    // Kind 0: a frame.
    if (load<u8>(payload) != 0 || !isSession(peer, payload + 1)) return false;
  } else if (transform != transformId || !mayBeOrdinary(peer)) {
    return false;
  }
  return frameLength >= ethernetBytes && frameLength <= frameMax;
}

/** The segment makes no sense once opened: its peer has another key, or somebody forged it. */
export function unsealed(row: usize): void {
  drop(dropUnsealed);
  const sender = senderOf(row);
  if (sender >= 0) tell(sender, newsUnsealed);
}

/** Whose segment it is; −1 = nobody's in the table. */
function senderOf(row: usize): i32 {
  const peer = load<i32>(row, 12);
  return peer == everybody ? findPeer(macAt(<usize>load<u32>(row, 16) + 24)) : peer;
}

/** The segment was opened and makes sense: its peer was heard. */
export function heard(row: usize, frameLength: i32): void {
  const peer = load<i32>(row, 12);
  const at = <usize>load<u32>(row, 16);
  const relayed = (load<u8>(at, 3) & 0x20) != 0;
  const sender = senderOf(row);
  if (sender < 0) return;
  if (peer == everybody) countOverheard(sender);
  else countReceived(sender, frameLength, relayed);
  if (relayed && (load<u8>(at, 3) & 0x40) != 0) mention(sender, at + 38);
}

export function segmentAt(i: i32): usize {
  return segments + <usize>i * 32;
}

/** −1 = a socket of another family than IPv4 precedes it. The caller knows that the plain header is there. */
export function payloadAt(at: usize): i32 {
  if ((load<u8>(at, 3) & 0x40) == 0) return headerBytes;
  return load<u16>(at, 36) == 0 ? headerBytes + 8 : -1;
}

/** What the kernel joined (UDP_GRO, udp(7)) it tells in a struct cmsghdr with an int behind it. */
function segmentSize(header: usize, length: i32): i32 {
  const index = (header - inMessages) / 64;
  const control = inControl + index * 64;
  const told = receivedControl(header) >= 20 && load<u32>(control, 8) == 17 && load<u32>(control, 12) == 104;
  const size = told ? load<i32>(control, 16) : length;
  return size > 0 ? size : max(length, 1);
}
