import { indexSlots, peerBytes, peersMax, strangers } from "./limits";
import { dirtyPeers, peerIndex, peerTable, relayName, strangerTable } from "./regions";

//  The forwarding table. An entry of 112 bytes:
//   0 MAC u64, bit 48 = in use │ 8 sockaddr_in │ 24 direct u32 │ 28 no segmentation u32 │ 32 first slot i32
//   36 last slot i32 │ 40 news u32 │ 44 mentioned port │ 48 mentioned address u32 │ 52 bits u32
//   56 sent frames │ 64 sent bytes │ 72 received directly │ 80 received relayed │ 88 received bytes │ 96 session
//  104 broadcasts received  (u64)

const used: u64 = 1 << 48;

const bitAuthentic: u32 = 1;
const bitStamped: u32 = 2;

export const newsSent: u32 = 1;
export const newsDirect: u32 = 2;
export const newsRelayed: u32 = 4;
export const newsMentioned: u32 = 8;
export const newsOverheard: u32 = 16;
/** What it sealed could not be opened. */
export const newsUnsealed: u32 = 32;

/** The entry behind the last: the source of any broadcast, and the destination of ours. It has no MAC, no socket and no session. */
export const everybody: i32 = peersMax;

let highest: i32 = 0;
let dirty: i32 = 0;
let lastMac: u64 = 0;
let lastPeer: i32 = -1;

export function entryOf(peer: i32): usize {
  return peerTable + <usize>(peer * peerBytes);
}

export function macAt(at: usize): u64 {
  return (<u64>load<u32>(at)) | ((<u64>load<u16>(at, 4)) << 32);
}

/** −1 = unknown, or it can be reached through a supernode only and there is none. */
export function findPeer(mac: u64): i32 {
  if (mac == lastMac && lastPeer >= 0) return reachable(lastPeer);
  let at = hashOf(mac);
  for (let i = 0; i < indexSlots; i++) {
    const peer = <i32>load<u16>(peerIndex + <usize>at * 2) - 1;
    if (peer < 0) return -1;
    if (load<u64>(entryOf(peer)) == (mac | used)) {
      lastMac = mac;
      lastPeer = peer;
      return reachable(peer);
    }
    at = (at + 1) & (indexSlots - 1);
  }
  return -1;
}

/** Puts a peer into the table, or changes it; −1 = the table is full. `port` as in a packet. */
export function setPeer(mac: u64, direct: bool, address: u32, port: u32): i32 {
  let peer = indexed(mac);
  if (peer < 0) {
    peer = freeEntry();
    if (peer < 0) return -1;
    memory.fill(entryOf(peer), 0, peerBytes);
    store<u64>(entryOf(peer), mac | used);
    clearChain(peer);
    addToIndex(peer);
  }
  const entry = entryOf(peer);
  store<u16>(entry, 2, 8);
  store<u16>(entry, port, 10);
  store<u32>(entry, address, 12);
  store<u64>(entry, 0, 16);
  store<u32>(entry, direct ? 1 : 0, 24);
  store<u32>(entry, 0, 28);
  return peer;
}

export function removePeer(mac: u64): void {
  const peer = indexed(mac);
  if (peer < 0) return;
  store<u64>(entryOf(peer), 0);
  lastPeer = -1;
  memory.fill(peerIndex, 0, indexSlots * 2);
  for (let i = 0; i < highest; i++) if (load<u64>(entryOf(i)) != 0) addToIndex(i);
}

/** The session's two words as they lie in a packet. Frames from and to an authentic peer are sealed under it, and not otherwise. */
export function setAuthentic(peer: i32, authentic: bool, low: u32, high: u32): void {
  setBit(peer, bitAuthentic, authentic);
  store<u32>(entryOf(peer), low, 96);
  store<u32>(entryOf(peer), high, 100);
}

export function isAuthentic(peer: i32): bool {
  return (load<u32>(entryOf(peer), 52) & bitAuthentic) != 0;
}

/** Does the program have the window of the stamps of the peer's hidden headers? */
export function setStamped(peer: i32, stamped: bool): void {
  setBit(peer, bitStamped, stamped);
}

export function isStamped(peer: i32): bool {
  return (load<u32>(entryOf(peer), 52) & bitStamped) != 0;
}

export function isSession(peer: i32, at: usize): bool {
  return load<u64>(entryOf(peer), 96) == load<u64>(at);
}

export function isDirect(peer: i32): bool {
  return load<u32>(entryOf(peer), 24) != 0;
}

/** Where its datagrams go: a sockaddr_in. */
export function nameOf(peer: i32): usize {
  return isDirect(peer) ? entryOf(peer) + 8 : relayName;
}

export function mayBeSegmented(peer: i32): bool {
  return load<u32>(entryOf(peer), 28) == 0;
}

export function forbidSegments(peer: i32): void {
  store<u32>(entryOf(peer), 1, 28);
}

export function clearChain(peer: i32): void {
  store<i32>(entryOf(peer), -1, 32);
  store<i32>(entryOf(peer), -1, 36);
}

export function tell(peer: i32, news: u32): void {
  const entry = entryOf(peer);
  const before = load<u32>(entry, 40);
  if (before == 0 && dirty <= peersMax) {
    store<u16>(dirtyPeers + <usize>dirty * 2, peer);
    dirty++;
  }
  store<u32>(entry, before | news, 40);
}

export function countSent(peer: i32, bytes: i32): void {
  const entry = entryOf(peer);
  store<u64>(entry, load<u64>(entry, 56) + 1, 56);
  store<u64>(entry, load<u64>(entry, 64) + bytes, 64);
  tell(peer, newsSent);
}

export function countReceived(peer: i32, bytes: i32, relayed: bool): void {
  const entry = entryOf(peer);
  const counter: usize = entry + (relayed ? 80 : 72);
  store<u64>(counter, load<u64>(counter) + 1);
  store<u64>(entry, load<u64>(entry, 88) + bytes, 88);
  tell(peer, relayed ? newsRelayed : newsDirect);
}

export function countOverheard(peer: i32): void {
  const counter = entryOf(peer) + 104;
  store<u64>(counter, load<u64>(counter) + 1);
  tell(peer, newsOverheard);
}

/** Was the machine shown this sender of broadcasts, so that it may be about to take it into the table? It has been now. */
export function wasShown(mac: u64): bool {
  const place = strangerTable + <usize>((hashOf(mac) & (strangers - 1)) * 8);
  if (load<u64>(place) == (mac | used)) return true;
  store<u64>(place, mac | used);
  // Told with the next news, when peers that it did not take are shown to it again.
  tell(everybody, newsOverheard);
  return false;
}

/** The socket that a supernode put into a PACKET; `at` = port, address. */
export function mention(peer: i32, at: usize): void {
  const entry = entryOf(peer);
  if (load<u16>(entry, 44) == load<u16>(at) && load<u32>(entry, 48) == load<u32>(at, 2)) return;
  store<u16>(entry, load<u16>(at), 44);
  store<u32>(entry, load<u32>(at, 2), 48);
  tell(peer, newsMentioned);
}

export function dirtyCount(): i32 {
  return dirty;
}

/** What happened to the i-th peer with news since it was asked last. */
export function takeNews(i: i32): u32 {
  const entry = entryOf(<i32>load<u16>(dirtyPeers + <usize>i * 2));
  const news = load<u32>(entry, 40);
  store<u32>(entry, 0, 40);
  return news;
}

export function dirtyPeer(i: i32): i32 {
  return <i32>load<u16>(dirtyPeers + <usize>i * 2);
}

export function clearDirty(): void {
  dirty = 0;
  memory.fill(strangerTable, 0, <usize>strangers * 8);
}

function setBit(peer: i32, bit: u32, set: bool): void {
  const bits = load<u32>(entryOf(peer), 52);
  store<u32>(entryOf(peer), set ? bits | bit : bits & ~bit, 52);
}

function reachable(peer: i32): i32 {
  return isDirect(peer) || load<u16>(relayName) != 0 ? peer : -1;
}

function indexed(mac: u64): i32 {
  let at = hashOf(mac);
  for (let i = 0; i < indexSlots; i++) {
    const peer = <i32>load<u16>(peerIndex + <usize>at * 2) - 1;
    if (peer < 0) return -1;
    if (load<u64>(entryOf(peer)) == (mac | used)) return peer;
    at = (at + 1) & (indexSlots - 1);
  }
  return -1;
}

function freeEntry(): i32 {
  for (let i = 0; i < highest; i++) if (load<u64>(entryOf(i)) == 0 && load<u32>(entryOf(i), 40) == 0) return i;
  return highest < peersMax ? highest++ : -1;
}

function addToIndex(peer: i32): void {
  let at = hashOf(load<u64>(entryOf(peer)) & ~used);
  while (load<u16>(peerIndex + <usize>at * 2) != 0) at = (at + 1) & (indexSlots - 1);
  store<u16>(peerIndex + <usize>at * 2, peer + 1);
}

function hashOf(mac: u64): i32 {
  return (<i32>((mac * 0x9e3779b97f4a7c15) >> 50)) & (indexSlots - 1);
}
