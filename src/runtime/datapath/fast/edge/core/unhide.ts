import { hasRoomFor, passUp, payloadAt, place, recognised, take, takePlace } from "./incoming";
import { headerBytes, segmentsIn } from "./limits";
import { setCounters, magic } from "./hide";
import { pearsonAll, setSum, sumAt } from "./ciphers/pearson";
import { hidden, hideBlocks, template } from "./regions";
import { drop, dropHeader } from "./rules";
import { decryptBlocks, encryptBlocks, headKeys, ivKeys } from "./ciphers/speck128";

//  Received datagrams with hidden headers (fact sheet §8.2), as many as are at hand in each step. What turns out to be
//  the machine's is put back as it came. A row of `hidden`:
//   0 first bytes as they came 48 │ 48 where u32 │ 52 length i32 │ 56 its place u64 │ 64 peer i32

const savedBytes: i32 = 48;

/** Opens headers in place and sorts the datagrams; true = there is more. */
export function sortHidden(): bool {
  let count = 0;
  while (count < segmentsIn && place(count)) count++;
  for (let i = 0; i < count; i++) {
    if (lengthOf(i) >= headerBytes) setCounters(i, whereOf(i));
  }
  encryptBlocks(headKeys, 2 * count);
  let found = 0;
  let stopped = -1;
  for (let i = 0; i < count; i++) {
    takePlace(i);
    const peer = lengthOf(i) >= headerBytes ? reveal(i) : -1;
    if (peer >= 0 && !hasRoomFor(peer, found)) {
      putBack(i);
      stopped = i;
      break;
    }
    if (peer < 0) passUp(whereOf(i), lengthOf(i));
    else remember(i, found++, peer);
  }
  verify(found);
  return takePlace(stopped < 0 ? count : stopped);
}

export function hiddenRow(i: i32): usize {
  return hidden + <usize>i * 80;
}

function whereOf(i: i32): usize {
  return <usize>load<u32>(hiddenRow(i), 48);
}

function lengthOf(i: i32): i32 {
  return load<i32>(hiddenRow(i), 52);
}

/** The peer whose PACKET this is; −1 = the machine has to look, and the datagram is as it came. */
function reveal(i: i32): i32 {
  const at = whereOf(i);
  const length = lengthOf(i);
  const stream = hideBlocks + <usize>i * 32;
  const reach = <i32>(bswap<u32>(load<u32>(at, 16) ^ load<u32>(stream)) - magic);
  if ((reach != headerBytes && reach != headerBytes + 8) || reach > length) return -1;
  memory.copy(hiddenRow(i), at, min(length, savedBytes));
  v128.store(at, v128.xor(v128.load(at, 16), v128.load(stream)), 16);
  store<u32>(at, load<u32>(at, 32) ^ load<u32>(stream, 16), 32);
  store<u16>(at, load<u16>(at, 36) ^ load<u16>(stream, 20), 36);
  if (reach > headerBytes) store<u64>(at, load<u64>(at, 38) ^ load<u64>(stream, 22), 38);
  store<u32>(at, load<u32>(at, 20));
  memory.copy(at + 4, template + 4, 20);
  const peer = recognised(at, length);
  if (peer >= 0 && payloadAt(at) == reach) return peer;
  putBack(i);
  return -1;
}

function putBack(i: i32): void {
  memory.copy(whereOf(i), hiddenRow(i), min(lengthOf(i), savedBytes));
}

/** Rows of datagrams that were recognised move to the front. */
function remember(i: i32, found: i32, peer: i32): void {
  const row = hiddenRow(found);
  if (found != i) memory.copy(row, hiddenRow(i), 64);
  store<i32>(row, peer, 64);
}

/** Only who knows the key could have made the start fit the rest. */
function verify(found: i32): void {
  for (let i = 0; i < found; i++) {
    setSum(i, whereOf(i), lengthOf(i));
    v128.store(hideBlocks + <usize>i * 16, v128.load(hiddenRow(i)));
  }
  pearsonAll(found);
  decryptBlocks(ivKeys, found);
  for (let i = 0; i < found; i++) {
    const start = hideBlocks + <usize>i * 16;
    const hash = load<u64>(sumAt(i), 8);
    if (bswap<u32>(load<u32>(start)) != <u32>(hash >> 32)) {
      drop(dropHeader);
      continue;
    }
    const row = take(whereOf(i), lengthOf(i), load<i32>(hiddenRow(i), 64));
    store<u32>(row, bswap<u32>(load<u32>(start, 4)) ^ (<u32>hash), 20);
    store<u32>(row, bswap<u32>(load<u32>(start, 8)), 24);
  }
}
