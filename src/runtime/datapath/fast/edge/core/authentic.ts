import { communityAt, communityBytes, headerBytes, sourceAt } from "../../shared/core/packet";
import { associatedBytes, prefixBytes } from "./limits";
import { slotAt, slotCount } from "./outgoing";
import { segmentAt, segmentCount } from "./incoming";
import { associated, ownSession } from "./regions";
import { drop, dropReplayed, dropUnsealed } from "./rules";
import {
  counterAt,
  kindFrame,
  macsBytes,
  rowCompressionAt,
  rowMacsAt,
  rowNonceAt,
  rowNonceCounterAt,
  rowPrefixAt,
  sessionAt,
} from "./sealed";

// Prepares authenticated sealing: the program calls AES-GCM packet by packet, with the data in the rows.

/** Writes the prefixes of all slots, with counters from `first`. Fills one row per slot. */
export function prepareSealing(first: f64): void {
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    const payload = slot + <usize>headerBytes;
    store<u8>(payload, kindFrame);
    store<u64>(payload, load<u64>(ownSession), sessionAt);
    store<u64>(payload, bswap<u64>(<u64>first + i), counterAt);
    fill(i, slot, payload);
  }
}

export function prepareOpening(): void {
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    fill(i, <usize>row.datagram, <usize>row.payload);
  }
}

/** Of the frame in the i-th row. */
export function counterOf(i: i32): f64 {
  return <f64>bswap<u64>(load<u64>(rowOf(i) + rowPrefixAt + counterAt));
}

/** The i-th segment is not genuine. */
export function refuseSegment(i: i32, replayed: bool): void {
  segmentAt(i).length = -1;
  drop(replayed ? dropReplayed : dropUnsealed);
}

function rowOf(i: i32): usize {
  return associated + <usize>(i * associatedBytes);
}

/** The whole header except the parts that supernodes change: flags, TTL and socket. */
function fill(i: i32, datagram: usize, payload: usize): void {
  const row = rowOf(i);
  memory.copy(row, datagram + communityAt, communityBytes);
  memory.copy(row + rowMacsAt, datagram + sourceAt, macsBytes);
  store<u16>(row, load<u16>(payload - 2), rowCompressionAt);
  memory.copy(row + rowPrefixAt, payload, prefixBytes);
  store<u32>(row, 0, rowNonceAt);
  store<u64>(row, load<u64>(payload, counterAt), rowNonceCounterAt);
}
