import { associatedBytes, headerBytes } from "./limits";
import { slotAt, slotCount } from "./outgoing";
import { segmentAt, segmentCount } from "./incoming";
import { associated, ownSession } from "./regions";
import { drop, dropReplayed, dropUnsealed } from "./rules";

//  Authenticated sealing (decision record 0002). The program calls AES-GCM packet by packet; here is what it takes in:
//
//   0 community 20 │ 20 MACs 12 │ 32 compression │ 33 transform │ 34 kind │ 35 session 8 │ 43 counter 8 │ 52 nonce 12

const kindAt: usize = 34;
const counterAt: usize = 43;
const nonceAt: usize = 52;
const kindFrame: u8 = 0;

/** Prefixes for all slots, which count from `first` on. Fills a row a slot. */
export function prepareSealing(first: f64): void {
  for (let i = 0; i < slotCount; i++) {
    const slot = slotAt(i);
    const payload = slot + <usize>headerBytes;
    store<u8>(payload, kindFrame);
    store<u64>(payload, load<u64>(ownSession), 1);
    store<u64>(payload, bswap<u64>(<u64>first + i), 9);
    fill(i, slot, payload);
  }
}

export function prepareOpening(): void {
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    fill(i, <usize>load<u32>(row, 16), <usize>load<u32>(row));
  }
}

/** Of the frame in the i-th row. */
export function counterOf(i: i32): f64 {
  return <f64>bswap<u64>(load<u64>(rowOf(i) + counterAt));
}

/** The i-th segment is not what it claims to be. */
export function refuseSegment(i: i32, replayed: bool): void {
  store<i32>(segmentAt(i), -1, 4);
  drop(replayed ? dropReplayed : dropUnsealed);
}

function rowOf(i: i32): usize {
  return associated + <usize>(i * associatedBytes);
}

/** All of the header but what supernodes change: flags, TTL and socket. */
function fill(i: i32, datagram: usize, payload: usize): void {
  const row = rowOf(i);
  memory.copy(row, datagram + 4, 20);
  memory.copy(row + 20, datagram + 24, 12);
  store<u16>(row, load<u16>(payload - 2), 32);
  memory.copy(row + kindAt, payload, 17);
  store<u32>(row + nonceAt, 0);
  store<u64>(row + nonceAt, load<u64>(payload, 9), 4);
}
