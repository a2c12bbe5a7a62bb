import { hasRoomFor, passUp, take } from "../incoming";
import { place, takePlace } from "../received";
import { payloadAt, recognised } from "../recognise";
import { hiddenRow } from "./hidden-rows";
import { communityAt, communityBytes, headerBytes, relayedBytes, socketPortAt } from "../../../shared/core/packet";
import { displacedAt, magic, magicAt, StartBlock, streamFrom } from "./hidden";
import { setCounters, streamOf, xorStart } from "./hide";
import { blockBytes, segmentsIn } from "../limits";
import { pearsonAll, setSum, sumAt } from "../ciphers/pearson";
import { hideBlocks, template } from "../regions";
import { drop, dropHeader } from "../rules";
import { decryptBlocks, encryptBlocks, headKeys, ivKeys } from "../ciphers/speck128";

// Received datagrams with hidden headers (fact sheet §8.2), each step for all of them. Datagrams for the machine are
// restored as received.

const savedBytes: i32 = 48;
/** All fields of a row except the peer. */
const datagramBytes: i32 = 64;

/** Opens headers in place and sorts the datagrams; true = more remain. */
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

function whereOf(i: i32): usize {
  return <usize>hiddenRow(i).start;
}

function lengthOf(i: i32): i32 {
  return hiddenRow(i).length;
}

/** The peer whose PACKET this is; −1 = for the machine, and the datagram is as received. */
function reveal(i: i32): i32 {
  const at = whereOf(i);
  const length = lengthOf(i);
  const stream = streamOf(i);
  const reach = <i32>(bswap<u32>(load<u32>(at, magicAt) ^ load<u32>(stream)) - magic);
  if ((reach != headerBytes && reach != relayedBytes) || reach > length) return -1;
  memory.copy(changetype<usize>(hiddenRow(i)), at, min(length, savedBytes));
  xorStart(at, stream);
  if (reach > headerBytes)
    store<u64>(at, load<u64>(at, socketPortAt) ^ load<u64>(stream, socketPortAt - streamFrom), socketPortAt);
  store<u32>(at, load<u32>(at, displacedAt));
  memory.copy(at + communityAt, template + communityAt, communityBytes);
  const peer = recognised(at, length);
  if (peer >= 0 && payloadAt(at) == reach) return peer;
  putBack(i);
  return -1;
}

function putBack(i: i32): void {
  memory.copy(whereOf(i), changetype<usize>(hiddenRow(i)), min(lengthOf(i), savedBytes));
}

/** Moves rows of recognised datagrams to the front. */
function remember(i: i32, found: i32, peer: i32): void {
  const row = hiddenRow(found);
  if (found != i) memory.copy(changetype<usize>(row), changetype<usize>(hiddenRow(i)), datagramBytes);
  row.peer = peer;
}

/** Only a holder of the key can make the start match the rest. */
function verify(found: i32): void {
  for (let i = 0; i < found; i++) {
    setSum(i, whereOf(i), lengthOf(i));
    v128.store(hideBlocks + <usize>i * blockBytes, v128.load(changetype<usize>(hiddenRow(i))));
  }
  pearsonAll(found);
  decryptBlocks(ivKeys, found);
  for (let i = 0; i < found; i++) {
    const start = changetype<StartBlock>(hideBlocks + <usize>i * blockBytes);
    const hash = sumAt(i).hash;
    if (bswap<u32>(start.checksumHigh) != <u32>(hash >> 32)) {
      drop(dropHeader);
      continue;
    }
    const row = take(whereOf(i), lengthOf(i), hiddenRow(i).peer);
    row.stampHigh = bswap<u32>(start.checksumLow) ^ (<u32>hash);
    row.stampLow = bswap<u32>(start.stampLow);
  }
}
