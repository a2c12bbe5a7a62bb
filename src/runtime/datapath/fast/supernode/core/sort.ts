import * as reason from "./drops";
import { receivedControl, receivedLength, setMessage, setVector } from "./kernel";
import {
  commonBytes,
  controlBytes,
  datagramMax,
  headerBytes,
  messageBytes,
  messagesIn,
  nameBytes,
  receiveBytes,
  receiveStride,
  segments,
  vectorBytes,
} from "./limits";
import { inControl, inLocals, inMessages, inNames, inVectors, received, upcalls } from "./regions";
import { beginRuns, passOn } from "./runs";
import { mayAsk } from "./shield";
import { countPackets, entryOf, find, isCarried } from "./table";

//  Received datagrams. PACKETs between edges of the table are passed on; what the machine would only count is dropped;
//  everything else is the machine's.

export let upcallCount: i32 = 0;
/** Datagrams of this reading. */
export let datagramCount: i32 = 0;
/** The machine has told what it drops; until then everything is for it. */
let armed: bool = false;
/** No community has encrypted headers, so whatever does not look like a plain message is none. */
let plainOnly: bool = false;
/** All registered edges are in the table, so whoever is not is a stranger. */
let complete: bool = false;
let message: i32 = 0;
let messages: i32 = 0;
let offset: i32 = 0;
let now: u32 = 0;
/** The last PACKET that was passed on: another one with the same community, MACs and socket goes the same way. */
let last: usize = 0;
let lastName: usize = 0;
let lastSource: usize = 0;
let lastTarget: usize = 0;

export function setRules(isPlainOnly: bool, isComplete: bool): void {
  armed = true;
  plainOnly = isPlainOnly;
  complete = isComplete;
}

/** Makes `count` messages ready for recvmmsg(2). */
export function prepareReceive(count: i32): void {
  for (let i = 0; i < min(count, messagesIn); i++) {
    const n = <usize>i;
    const vector = inVectors + n * vectorBytes;
    setVector(vector, received + n * receiveStride, receiveBytes);
    setMessage(
      inMessages + n * messageBytes,
      inNames + n * nameBytes,
      vector,
      1,
      inControl + n * controlBytes,
      controlBytes,
    );
  }
}

/** `milliseconds`: of any clock, modulo 2^32. */
export function beginDatagrams(count: i32, milliseconds: u32): void {
  messages = min(count, messagesIn);
  message = 0;
  offset = 0;
  now = milliseconds;
}

/** Sorts as many datagrams as there is room for; true = there is more, once these are done with. */
export function nextDatagrams(): bool {
  upcallCount = 0;
  datagramCount = 0;
  last = 0;
  beginRuns();
  while (message < messages) {
    const header = inMessages + <usize>message * messageBytes;
    const length = min(receivedLength(header), receiveBytes);
    const start = received + <usize>message * receiveStride;
    const size = readControl(header, length);
    do {
      if (datagramCount >= segments) return true;
      const part = min(size, length - offset);
      datagramCount++;
      sort(start + <usize>offset, part);
      offset += part;
    } while (offset < length);
    message++;
    offset = 0;
  }
  return false;
}

function sort(at: usize, length: i32): void {
  if (!armed) return passUp(at, length);
  if (length > datagramMax) return reason.drop(reason.oversize);
  if (length < commonBytes) return reason.drop(reason.malformed);
  // Version 3, type PACKET, no flags: neither from a supernode nor with a socket.
  if (load<u8>(at) == 3 && load<u16>(at, 2) == 0x0300 && length >= headerBytes) return packet(at, length);
  const word = ((<u32>load<u8>(at, 2)) << 8) | load<u8>(at, 3);
  const looksPlain = load<u8>(at) == 3 && word < 0x80 && (word & 0x1f) <= 11 && load<u8>(at, 23) == 0;
  if (!looksPlain) return plainOnly ? reason.drop(reason.malformed) : passUp(at, length);
  const type = word & 0x1f;
  if (type == 0 || type == 2 || type == 9) return reason.drop(reason.malformed);
  const isQuestion = type != 3 && (word & 0x20) == 0;
  if (isQuestion && !mayAsk(load<u32>(inNames + <usize>message * nameBytes, 4), now)) return reason.drop(reason.rate);
  passUp(at, length);
}

function packet(at: usize, length: i32): void {
  const name = inNames + <usize>message * nameBytes;
  if (last != 0 && sameWay(at, last) && load<u64>(name) == load<u64>(lastName)) {
    if (load<u8>(at, 1) == 0) return reason.drop(reason.ttl);
    countPackets(lastSource, 1);
    return passOn(at, length, name, lastTarget);
  }
  const from = find(at + 4, at + 24);
  if (from < 0) {
    if (!complete || !isTidy(at + 4)) return passUp(at, length);
    return reason.drop(load<u8>(at, 1) == 0 ? reason.ttl : reason.stranger);
  }
  const source = entryOf(from);
  if (!isCarried(source)) return passUp(at, length);
  if (load<u8>(at, 1) == 0) return reason.drop(reason.ttl);
  if (load<u64>(source, 32) != load<u64>(name)) return reason.drop(reason.otherSocket);
  if (isGroup(at + 30)) return passUp(at, length);
  const to = find(at + 4, at + 30);
  if (to < 0) return passUp(at, length);
  const target = entryOf(to);
  if (!isCarried(target)) return passUp(at, length);
  last = at;
  lastName = name;
  lastSource = source;
  lastTarget = target;
  countPackets(source, 1);
  passOn(at, length, name, target);
}

function passUp(at: usize, length: i32): void {
  const row = upcalls + <usize>upcallCount * 16;
  store<u32>(row, <u32>at);
  store<i32>(row, length, 4);
  store<i32>(row, message, 8);
  upcallCount++;
}

/** Community, source and destination. */
function sameWay(a: usize, b: usize): bool {
  return (
    load<u64>(a, 4) == load<u64>(b, 4) &&
    load<u64>(a, 12) == load<u64>(b, 12) &&
    load<u64>(a, 20) == load<u64>(b, 20) &&
    load<u64>(a, 28) == load<u64>(b, 28)
  );
}

/** Nothing but zeros behind the name, as the table has it. */
function isTidy(community: usize): bool {
  if (load<u8>(community) == 0) return false;
  let ended = false;
  for (let i: usize = 0; i < 20; i++) {
    const isZero = load<u8>(community + i) == 0;
    if (ended && !isZero) return false;
    ended = isZero;
  }
  return ended;
}

/** Broadcast, IPv4 and IPv6 multicast (fact sheet §10.4). */
function isGroup(mac: usize): bool {
  const low = load<u32>(mac);
  if ((low & 0xffff) == 0x3333) return true;
  if ((low & 0xffffff) == 0x5e0001) return low >>> 24 < 0x80;
  return low == 0xffffffff && load<u16>(mac, 4) == 0xffff;
}

/**
 * What recvmmsg(2) told beside the datagram: the size of those that the kernel joined (UDP_GRO, udp(7)), which is
 * returned, and the address that it was sent to (IP_PKTINFO, ip(7)).
 */
function readControl(header: usize, length: i32): i32 {
  const index = (header - inMessages) / messageBytes;
  const control = inControl + index * controlBytes;
  const told = <usize>min<u64>(receivedControl(header), controlBytes);
  let size = length;
  let local: u32 = 0;
  for (let at: usize = 0; at + 20 <= told;) {
    const bytes = load<u64>(control + at);
    const kind = load<u32>(control + at, 8);
    const type = load<u32>(control + at, 12);
    if (kind == 17 && type == 104) size = load<i32>(control + at, 16);
    // Of a broadcast the second address is not the first.
    if (kind == 0 && type == 8 && at + 28 <= told && load<u32>(control + at, 20) == load<u32>(control + at, 24))
      local = load<u32>(control + at, 24);
    if (bytes < 16 || bytes > 64) break;
    at += (<usize>bytes + 7) & ~7;
  }
  store<u32>(inLocals + index * 4, local);
  return size > 0 ? size : max(length, 1);
}
