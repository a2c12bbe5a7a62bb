import { nameBytes } from "../../shared/core/linux";
import { Community, communityBytes, Mac, macBytes } from "../../shared/core/packet";
import { buckets, edgeBytes, edgesMax } from "./limits";
import { dirtyEdges, edgeIndex, edgeTable, scratch } from "./regions";

/** A registered edge, by community and MAC. A free entry begins with 0. */
@unmanaged
export class Edge extends Community {
  mac: u32;
  macTail: u16;
  /** Are its PACKETs relayed here? */
  carried: u8;
  /** Is it in the list of entries with unreported traffic? */
  dirty: u8;
  /** The next entry of the same bucket, or the next free one: its index plus one. 0 = the last. */
  next: u32;
  /** Its socket: a struct sockaddr_in. */
  family: u16;
  port: u16;
  address: u32;
  zero: u64;
  /** Our address that it uses; 0 = unknown. */
  local: u32;
  /** PACKETs relayed from it since the last report. */
  packets: u32;
}

const macOfScratch: usize = scratch + offsetof<Edge>("mac");

/** The first free entry: its index plus one. */
let free: u32 = 0;
let used: i32 = 0;
let fresh: i32 = 0;
export let dirtyCount: i32 = 0;

/** Adds the scratch entry. −1 = the table is full. */
export function setEdge(): i32 {
  let found = find(scratch, macOfScratch);
  if (found < 0) {
    found = take();
    if (found < 0) return -1;
    const entry = entryOf(found);
    memory.copy(changetype<usize>(entry), scratch, communityBytes + macBytes);
    entry.dirty = 0;
    entry.packets = 0;
    const bucket = bucketOf(scratch, macOfScratch);
    entry.next = load<u32>(bucket);
    store<u32>(bucket, <u32>found + 1);
    used++;
  }
  const entry = entryOf(found);
  entry.carried = changetype<Edge>(scratch).carried;
  memory.copy(nameOf(entry), nameOf(changetype<Edge>(scratch)), nameBytes + sizeof<u32>());
  return found;
}

/** Removes the edge of the scratch entry. */
export function removeEdge(): void {
  const found = find(scratch, macOfScratch);
  if (found < 0) return;
  let link = bucketOf(scratch, macOfScratch);
  while (load<u32>(link) != <u32>found + 1) {
    link = changetype<usize>(entryOf(load<u32>(link) - 1)) + offsetof<Edge>("next");
  }
  const entry = entryOf(found);
  store<u32>(link, entry.next);
  // A dirty entry is still in that list; its cleared community distinguishes it from an edge's.
  store<u8>(changetype<usize>(entry), 0);
  entry.next = free;
  free = <u32>found + 1;
  used--;
}

export function edgeCount(): i32 {
  return used;
}

/** `community`: 20 bytes; `mac`: 6. −1 = not in the table. */
export function find(community: usize, mac: usize): i32 {
  let at = load<u32>(bucketOf(community, mac));
  while (at != 0) {
    const entry = entryOf(at - 1);
    if (
      entry.mac == changetype<Mac>(mac).head &&
      entry.macTail == changetype<Mac>(mac).tail &&
      sameName(entry, changetype<Community>(community))
    )
      return <i32>(at - 1);
    at = entry.next;
  }
  return -1;
}

export function entryOf(index: u32): Edge {
  return changetype<Edge>(edgeTable + <usize>index * edgeBytes);
}

/** The edge's socket: a struct sockaddr_in. */
export function nameOf(entry: Edge): usize {
  return changetype<usize>(entry) + offsetof<Edge>("family");
}

export function isCarried(entry: Edge): bool {
  return entry.carried != 0;
}

export function countPackets(entry: Edge, packets: u32): void {
  entry.packets = entry.packets + packets;
  if (entry.dirty != 0 || dirtyCount >= edgesMax) return;
  entry.dirty = 1;
  const index = <u32>((changetype<usize>(entry) - edgeTable) / edgeBytes);
  store<u32>(dirtyEdges + <usize>dirtyCount * sizeof<u32>(), index);
  dirtyCount++;
}

/** Packets of an entry in the list since the last report. */
export function takePackets(entry: Edge): u32 {
  const packets = entry.packets;
  entry.packets = 0;
  entry.dirty = 0;
  return packets;
}

export function clearDirty(): void {
  dirtyCount = 0;
}

function take(): i32 {
  if (free != 0) {
    const taken = free - 1;
    free = entryOf(taken).next;
    return <i32>taken;
  }
  return fresh < edgesMax ? fresh++ : -1;
}

function bucketOf(community: usize, mac: usize): usize {
  const name = changetype<Community>(community);
  let hash: u64 = ((<u64>changetype<Mac>(mac).head) << 16) | (<u64>changetype<Mac>(mac).tail);
  hash = mix(hash ^ name.first);
  hash = mix(hash ^ name.second);
  hash = mix(hash ^ name.third);
  return edgeIndex + (((<usize>hash) & (buckets - 1)) << 2);
}

/** The finalizer of MurmurHash3. */
function mix(value: u64): u64 {
  value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
  return value ^ (value >> 33);
}

function sameName(a: Community, b: Community): bool {
  return a.first == b.first && a.second == b.second && a.third == b.third;
}
