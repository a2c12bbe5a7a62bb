import { familyInternet, SocketAddress } from "../../shared/core/linux";
import { Mac } from "../../shared/core/packet";
import { indexSlots, peerBytes, peersMax, strangers } from "./limits";
import { dirtyPeers, peerIndex, peerTable, relayName, strangerTable } from "./regions";

//  The forwarding table.

@unmanaged
export class Peer {
  /** Bit 48 = in use. */
  mac: u64;
  /** Its socket: a struct sockaddr_in. */
  family: u16;
  port: u16;
  address: u32;
  zero: u64;
  /** 0 = reached through the supernode. */
  direct: u32;
  /** 1 = the kernel refuses to split messages to it. */
  unsegmented: u32;
  /** The first and the last of the current slots for it; −1 = none. */
  firstSlot: i32;
  lastSlot: i32;
  /** Events since the program last asked, as bits. */
  news: u32;
  /** The socket that a supernode reported last, in network order. */
  mentionedPort: u16;
  mentionedAddress: u32;
  bits: u32;
  sentFrames: u64;
  sentBytes: u64;
  directFrames: u64;
  relayedFrames: u64;
  receivedBytes: u64;
  /** Its 8 bytes in packet order. */
  session: u64;
  /** Its broadcasts. */
  overheardFrames: u64;
}

const used: u64 = 1 << 48;

const bitAuthentic: u32 = 1;
const bitStamped: u32 = 2;

export const newsSent: u32 = 1;
export const newsDirect: u32 = 2;
export const newsRelayed: u32 = 4;
export const newsMentioned: u32 = 8;
export const newsOverheard: u32 = 16;
/** A frame of it could not be opened. */
export const newsUnsealed: u32 = 32;

/**
 * The entry after the last: the source of any broadcast, and the destination of ours. It has no MAC, no socket and no
 * session.
 */
export const everybody: i32 = peersMax;

let highest: i32 = 0;
let dirty: i32 = 0;
let lastMac: u64 = 0;
let lastPeer: i32 = -1;

export function entryOf(peer: i32): Peer {
  return changetype<Peer>(peerTable + <usize>(peer * peerBytes));
}

export function macAt(at: usize): u64 {
  return (<u64>changetype<Mac>(at).head) | ((<u64>changetype<Mac>(at).tail) << 32);
}

/** −1 = unknown, or reachable only through a supernode and there is none. */
export function findPeer(mac: u64): i32 {
  if (mac == lastMac && lastPeer >= 0) return reachable(lastPeer);
  let at = hashOf(mac);
  for (let i = 0; i < indexSlots; i++) {
    const peer = <i32>load<u16>(peerIndex + <usize>at * sizeof<u16>()) - 1;
    if (peer < 0) return -1;
    if (entryOf(peer).mac == (mac | used)) {
      lastMac = mac;
      lastPeer = peer;
      return reachable(peer);
    }
    at = (at + 1) & (indexSlots - 1);
  }
  return -1;
}

/** Adds a peer to the table, or changes it; −1 = the table is full. `port` in network order. */
export function setPeer(mac: u64, direct: bool, address: u32, port: u32): i32 {
  let peer = indexed(mac);
  if (peer < 0) {
    peer = freeEntry();
    if (peer < 0) return -1;
    memory.fill(changetype<usize>(entryOf(peer)), 0, peerBytes);
    entryOf(peer).mac = mac | used;
    clearChain(peer);
    addToIndex(peer);
  }
  const entry = entryOf(peer);
  entry.family = familyInternet;
  entry.port = <u16>port;
  entry.address = address;
  entry.zero = 0;
  entry.direct = direct ? 1 : 0;
  entry.unsegmented = 0;
  return peer;
}

export function removePeer(mac: u64): void {
  const peer = indexed(mac);
  if (peer < 0) return;
  entryOf(peer).mac = 0;
  lastPeer = -1;
  memory.fill(peerIndex, 0, indexSlots * sizeof<u16>());
  for (let i = 0; i < highest; i++) if (entryOf(i).mac != 0) addToIndex(i);
}

/** The session's two words in packet order. Frames from and to an authenticated peer must be sealed under it. */
export function setAuthentic(peer: i32, authentic: bool, low: u32, high: u32): void {
  setBit(peer, bitAuthentic, authentic);
  const entry = changetype<usize>(entryOf(peer));
  store<u32>(entry, low, offsetof<Peer>("session"));
  store<u32>(entry, high, offsetof<Peer>("session") + sizeof<u32>());
}

export function isAuthentic(peer: i32): bool {
  return (entryOf(peer).bits & bitAuthentic) != 0;
}

/** Does the program have the stamp window of the peer's hidden headers? */
export function setStamped(peer: i32, stamped: bool): void {
  setBit(peer, bitStamped, stamped);
}

export function isStamped(peer: i32): bool {
  return (entryOf(peer).bits & bitStamped) != 0;
}

export function isSession(peer: i32, at: usize): bool {
  return entryOf(peer).session == load<u64>(at);
}

export function isDirect(peer: i32): bool {
  return entryOf(peer).direct != 0;
}

/** Destination of its datagrams: a sockaddr_in. */
export function nameOf(peer: i32): usize {
  return isDirect(peer) ? socketOf(peer) : relayName;
}

export function socketOf(peer: i32): usize {
  return changetype<usize>(entryOf(peer)) + offsetof<Peer>("family");
}

export function mayBeSegmented(peer: i32): bool {
  return entryOf(peer).unsegmented == 0;
}

export function forbidSegments(peer: i32): void {
  entryOf(peer).unsegmented = 1;
}

export function clearChain(peer: i32): void {
  entryOf(peer).firstSlot = -1;
  entryOf(peer).lastSlot = -1;
}

export function tell(peer: i32, news: u32): void {
  const entry = entryOf(peer);
  const before = entry.news;
  if (before == 0 && dirty <= peersMax) {
    store<u16>(dirtyPeers + <usize>dirty * sizeof<u16>(), peer);
    dirty++;
  }
  entry.news = before | news;
}

export function countSent(peer: i32, bytes: i32): void {
  const entry = entryOf(peer);
  entry.sentFrames = entry.sentFrames + 1;
  entry.sentBytes = entry.sentBytes + bytes;
  tell(peer, newsSent);
}

export function countReceived(peer: i32, bytes: i32, relayed: bool): void {
  const entry = entryOf(peer);
  const counter =
    changetype<usize>(entry) + (relayed ? offsetof<Peer>("relayedFrames") : offsetof<Peer>("directFrames"));
  store<u64>(counter, load<u64>(counter) + 1);
  entry.receivedBytes = entry.receivedBytes + bytes;
  tell(peer, relayed ? newsRelayed : newsDirect);
}

export function countOverheard(peer: i32): void {
  const counter = changetype<usize>(entryOf(peer)) + offsetof<Peer>("overheardFrames");
  store<u64>(counter, load<u64>(counter) + 1);
  tell(peer, newsOverheard);
}

/**
 * Has the machine already seen this sender of broadcasts, so that it may be about to add it to the table? Marks it as
 * seen.
 */
export function wasShown(mac: u64): bool {
  const place = strangerTable + <usize>((hashOf(mac) & (strangers - 1)) * sizeof<u64>());
  if (load<u64>(place) == (mac | used)) return true;
  store<u64>(place, mac | used);
  // Cleared with the next report, when senders that it did not add are shown to it again.
  tell(everybody, newsOverheard);
  return false;
}

/** The socket that a supernode inserted in a PACKET; `at` = port, address. */
export function mention(peer: i32, at: usize): void {
  const entry = entryOf(peer);
  if (
    load<u16>(changetype<usize>(entry), offsetof<Peer>("mentionedPort")) == load<u16>(at) &&
    load<u32>(changetype<usize>(entry), offsetof<Peer>("mentionedAddress")) == load<u32>(at, sizeof<u16>())
  )
    return;
  entry.mentionedPort = load<u16>(at);
  entry.mentionedAddress = load<u32>(at, sizeof<u16>());
  tell(peer, newsMentioned);
}

export function dirtyCount(): i32 {
  return dirty;
}

/** Events of the i-th peer with news since the last call. */
export function takeNews(i: i32): u32 {
  const entry = entryOf(<i32>load<u16>(dirtyPeers + <usize>i * sizeof<u16>()));
  const news = entry.news;
  entry.news = 0;
  return news;
}

export function dirtyPeer(i: i32): i32 {
  return <i32>load<u16>(dirtyPeers + <usize>i * sizeof<u16>());
}

export function clearDirty(): void {
  dirty = 0;
  memory.fill(strangerTable, 0, <usize>strangers * sizeof<u64>());
}

function setBit(peer: i32, bit: u32, set: bool): void {
  const bits = entryOf(peer).bits;
  entryOf(peer).bits = set ? bits | bit : bits & ~bit;
}

function reachable(peer: i32): i32 {
  return isDirect(peer) || changetype<SocketAddress>(relayName).family != 0 ? peer : -1;
}

function indexed(mac: u64): i32 {
  let at = hashOf(mac);
  for (let i = 0; i < indexSlots; i++) {
    const peer = <i32>load<u16>(peerIndex + <usize>at * sizeof<u16>()) - 1;
    if (peer < 0) return -1;
    if (entryOf(peer).mac == (mac | used)) return peer;
    at = (at + 1) & (indexSlots - 1);
  }
  return -1;
}

function freeEntry(): i32 {
  for (let i = 0; i < highest; i++) if (entryOf(i).mac == 0 && entryOf(i).news == 0) return i;
  return highest < peersMax ? highest++ : -1;
}

function addToIndex(peer: i32): void {
  let at = hashOf(entryOf(peer).mac & ~used);
  while (load<u16>(peerIndex + <usize>at * sizeof<u16>()) != 0) at = (at + 1) & (indexSlots - 1);
  store<u16>(peerIndex + <usize>at * sizeof<u16>(), peer + 1);
}

function hashOf(mac: u64): i32 {
  return (<i32>((mac * 0x9e3779b97f4a7c15) >> 50)) & (indexSlots - 1);
}
