import { buckets, edgesMax, entryBytes } from "./limits";
import { dirtyEdges, edgeIndex, edgeTable, scratch } from "./regions";

//  The registered edges. An entry, and the scratch entry that names one:
//
//      0 community 20 │ 20 MAC 6 │ 26 carried u8 │ 27 dirty u8 │ 28 next u32 │ 32 sockaddr_in 16 │ 48 our address u32 │ 52 packets u32
//
//  "next" is an index plus one, as in the buckets; entries without an edge form a list as well.

let free: u32 = 0;
let used: i32 = 0;
let fresh: i32 = 0;
export let dirtyCount: i32 = 0;

/** Puts the scratch entry in place. −1 = the table is full. */
export function setEdge(): i32 {
  let found = find(scratch, scratch + 20);
  if (found < 0) {
    found = take();
    if (found < 0) return -1;
    const entry = entryOf(found);
    memory.copy(entry, scratch, 26);
    store<u8>(entry, 0, 27);
    store<u32>(entry, 0, 52);
    const bucket = bucketOf(scratch, scratch + 20);
    store<u32>(entry, load<u32>(bucket), 28);
    store<u32>(bucket, <u32>found + 1);
    used++;
  }
  const entry = entryOf(found);
  store<u8>(entry, load<u8>(scratch, 26), 26);
  memory.copy(entry + 32, scratch + 32, 20);
  return found;
}

/** Removes the edge that the scratch entry names. */
export function removeEdge(): void {
  const found = find(scratch, scratch + 20);
  if (found < 0) return;
  let link = bucketOf(scratch, scratch + 20);
  while (load<u32>(link) != <u32>found + 1) link = entryOf(load<u32>(link) - 1) + 28;
  const entry = entryOf(found);
  store<u32>(link, load<u32>(entry, 28));
  // A dirty entry is still in that list; it is told from one of an edge by its community.
  store<u8>(entry, 0);
  store<u32>(entry, free, 28);
  free = <u32>found + 1;
  used--;
}

export function edgeCount(): i32 {
  return used;
}

/** `community`: 20 bytes; `mac`: 6. −1 = not here. */
export function find(community: usize, mac: usize): i32 {
  let at = load<u32>(bucketOf(community, mac));
  while (at != 0) {
    const entry = entryOf(at - 1);
    if (
      load<u32>(entry, 20) == load<u32>(mac) &&
      load<u16>(entry, 24) == load<u16>(mac, 4) &&
      sameName(entry, community)
    )
      return <i32>(at - 1);
    at = load<u32>(entry, 28);
  }
  return -1;
}

export function entryOf(index: u32): usize {
  return edgeTable + <usize>index * entryBytes;
}

export function isCarried(entry: usize): bool {
  return load<u8>(entry, 26) != 0;
}

export function countPackets(entry: usize, packets: u32): void {
  store<u32>(entry, load<u32>(entry, 52) + packets, 52);
  if (load<u8>(entry, 27) != 0 || dirtyCount >= edgesMax) return;
  store<u8>(entry, 1, 27);
  store<u32>(dirtyEdges + <usize>dirtyCount * 4, <u32>((entry - edgeTable) / entryBytes));
  dirtyCount++;
}

/** Packets of an entry in the list since it was asked last. */
export function takePackets(entry: usize): u32 {
  const packets = load<u32>(entry, 52);
  store<u32>(entry, 0, 52);
  store<u8>(entry, 0, 27);
  return packets;
}

export function clearDirty(): void {
  dirtyCount = 0;
}

function take(): i32 {
  if (free != 0) {
    const taken = free - 1;
    free = load<u32>(entryOf(taken), 28);
    return <i32>taken;
  }
  return fresh < edgesMax ? fresh++ : -1;
}

function bucketOf(community: usize, mac: usize): usize {
  let hash: u64 = ((<u64>load<u32>(mac)) << 16) | (<u64>load<u16>(mac, 4));
  hash = mix(hash ^ load<u64>(community));
  hash = mix(hash ^ load<u64>(community, 8));
  hash = mix(hash ^ load<u32>(community, 16));
  return edgeIndex + (((<usize>hash) & (buckets - 1)) << 2);
}

/** The finalizer of MurmurHash3. */
function mix(value: u64): u64 {
  value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
  return value ^ (value >> 33);
}

function sameName(a: usize, b: usize): bool {
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8) && load<u32>(a, 16) == load<u32>(b, 16);
}
