import {
  ControlMessage,
  JoinedControl,
  joinedControlLength,
  levelIp,
  levelUdp,
  Message,
  messageBytes,
  nameBytes,
  packetInfo,
  PacketInfoControl,
  packetInfoLength,
  SocketAddress,
  udpGro,
  Vector,
  vectorBytes,
} from "../../shared/core/linux";
import {
  commonBytes,
  communityAt,
  communityBytes,
  destinationAt,
  flagsAt,
  fromSupernode,
  headerBytes,
  lowFlagsAt,
  Mac,
  sourceAt,
  ttlAt,
  typeMask,
  typePacket,
  version,
} from "../../shared/core/packet";
import { Upcall } from "../../shared/core/upcall";
import { drop, dropMalformed, dropOtherSocket, dropOversize, dropRate, dropStranger, dropTtl } from "./drops";
import { setMessage, setVector } from "./kernel";
import {
  controlBytes,
  datagramMax,
  localBytes,
  messagesIn,
  receiveBytes,
  receiveStride,
  segments,
  upcallBytes,
} from "./limits";
import { inControl, inLocals, inMessages, inNames, inVectors, received, upcalls } from "./regions";
import { beginRuns, passOn } from "./runs";
import { mayAsk } from "./shield";
import { countPackets, Edge, entryOf, find, isCarried, nameOf } from "./table";

// Received datagrams. PACKETs between edges of the table are relayed; datagrams that the machine would only count are
// dropped; everything else goes to the machine.

/** Type PACKET without flags, neither from a supernode nor with a socket: two bytes in memory order. */
const plainPacket: u16 = (<u16>typePacket) << 8;

export let upcallCount: i32 = 0;
/** Datagrams of this read. */
export let datagramCount: i32 = 0;
/** The machine has set the rules for drops; until then everything goes to it. */
let rulesSet: bool = false;
/** No community has encrypted headers, so anything that does not look like a plain message is garbage. */
let plainOnly: bool = false;
/** All registered edges are in the table, so any other sender is a stranger. */
let complete: bool = false;
let message: i32 = 0;
let messages: i32 = 0;
let offset: i32 = 0;
let now: u32 = 0;
/** The last relayed PACKET: another one with the same community, MACs and socket takes the same path. */
let last: usize = 0;
let lastName: usize = 0;
let lastSource: usize = 0;
let lastTarget: usize = 0;

export function setRules(isPlainOnly: bool, isComplete: bool): void {
  rulesSet = true;
  plainOnly = isPlainOnly;
  complete = isComplete;
}

/** Prepares `count` messages for recvmmsg(2). */
export function prepareReceive(count: i32): void {
  for (let i = 0; i < min(count, messagesIn); i++) {
    const n = <usize>i;
    const vector = inVectors + n * vectorBytes;
    setVector(changetype<Vector>(vector), received + n * receiveStride, receiveBytes);
    setMessage(
      changetype<Message>(inMessages + n * messageBytes),
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

/** Sorts as many datagrams as there is room for; true = more remain, once these are handled. */
export function nextDatagrams(): bool {
  upcallCount = 0;
  datagramCount = 0;
  last = 0;
  beginRuns();
  while (message < messages) {
    const header = changetype<Message>(inMessages + <usize>message * messageBytes);
    const length = min(header.received, receiveBytes);
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
  if (!rulesSet) return passUp(at, length);
  if (length > datagramMax) return drop(dropOversize);
  if (length < commonBytes) return drop(dropMalformed);
  if (load<u8>(at) == version && load<u16>(at, flagsAt) == plainPacket && length >= headerBytes)
    return packet(at, length);
  const word = ((<u32>load<u8>(at, flagsAt)) << 8) | load<u8>(at, lowFlagsAt);
  const looksPlain =
    load<u8>(at) == version &&
    word < 0x80 &&
    (word & typeMask) <= 11 &&
    load<u8>(at, communityAt + communityBytes - 1) == 0;
  if (!looksPlain) return plainOnly ? drop(dropMalformed) : passUp(at, length);
  const type = word & typeMask;
  if (type == 0 || type == 2 || type == 9) return drop(dropMalformed);
  const isQuestion = type != typePacket && (word & fromSupernode) == 0;
  if (isQuestion && !mayAsk(nameOfMessage().address, now)) return drop(dropRate);
  passUp(at, length);
}

function packet(at: usize, length: i32): void {
  const name = inNames + <usize>message * nameBytes;
  if (last != 0 && sameFlow(at, last) && sameSocket(name, lastName)) {
    if (load<u8>(at, ttlAt) == 0) return drop(dropTtl);
    countPackets(changetype<Edge>(lastSource), 1);
    return passOn(at, length, changetype<SocketAddress>(name), changetype<Edge>(lastTarget));
  }
  const from = find(at + communityAt, at + sourceAt);
  if (from < 0) {
    if (!complete || !isZeroPadded(at + communityAt)) return passUp(at, length);
    return drop(load<u8>(at, ttlAt) == 0 ? dropTtl : dropStranger);
  }
  const source = entryOf(from);
  if (!isCarried(source)) return passUp(at, length);
  if (load<u8>(at, ttlAt) == 0) return drop(dropTtl);
  if (!sameSocket(nameOf(source), name)) return drop(dropOtherSocket);
  if (isGroup(changetype<Mac>(at + destinationAt))) return passUp(at, length);
  const to = find(at + communityAt, at + destinationAt);
  if (to < 0) return passUp(at, length);
  const target = entryOf(to);
  if (!isCarried(target)) return passUp(at, length);
  last = at;
  lastName = name;
  lastSource = changetype<usize>(source);
  lastTarget = changetype<usize>(target);
  countPackets(source, 1);
  passOn(at, length, changetype<SocketAddress>(name), target);
}

function nameOfMessage(): SocketAddress {
  return changetype<SocketAddress>(inNames + <usize>message * nameBytes);
}

function passUp(at: usize, length: i32): void {
  const row = changetype<Upcall>(upcalls + <usize>upcallCount * upcallBytes);
  row.start = <u32>at;
  row.length = length;
  row.message = message;
  upcallCount++;
}

/** Community, source and destination are 32 bytes in a row. */
function sameFlow(a: usize, b: usize): bool {
  return (
    load<u64>(a, communityAt) == load<u64>(b, communityAt) &&
    load<u64>(a, communityAt + 8) == load<u64>(b, communityAt + 8) &&
    load<u64>(a, communityAt + 16) == load<u64>(b, communityAt + 16) &&
    load<u64>(a, communityAt + 24) == load<u64>(b, communityAt + 24)
  );
}

/** Two `SocketAddress`: family, port and address are 8 bytes in a row. */
function sameSocket(a: usize, b: usize): bool {
  return load<u64>(a) == load<u64>(b);
}

/** Only zeros after the name, as in the table. */
function isZeroPadded(community: usize): bool {
  if (load<u8>(community) == 0) return false;
  let ended = false;
  for (let i: usize = 0; i < communityBytes; i++) {
    const isZero = load<u8>(community + i) == 0;
    if (ended && !isZero) return false;
    ended = isZero;
  }
  return ended;
}

/** Broadcast, IPv4 and IPv6 multicast (fact sheet §10.4). */
function isGroup(mac: Mac): bool {
  const low = mac.head;
  if ((low & 0xffff) == 0x3333) return true;
  if ((low & 0xffffff) == 0x5e0001) return low >>> 24 < 0x80;
  return low == 0xffffffff && mac.tail == 0xffff;
}

/**
 * The control data of recvmmsg(2): the size of the datagrams that the kernel joined, which is returned, and the
 * address that they were sent to.
 */
function readControl(header: Message, length: i32): i32 {
  const index = (changetype<usize>(header) - inMessages) / messageBytes;
  const controls = inControl + index * controlBytes;
  const filled = <usize>min<u64>(header.controlLength, controlBytes);
  let size = length;
  let local: u32 = 0;
  for (let at: usize = 0; at + joinedControlLength <= filled;) {
    const bytes = changetype<ControlMessage>(controls + at).length;
    const level = changetype<ControlMessage>(controls + at).level;
    const type = changetype<ControlMessage>(controls + at).type;
    if (level == levelUdp && type == udpGro) size = changetype<JoinedControl>(controls + at).size;
    if (level == levelIp && type == packetInfo && at + <usize>packetInfoLength <= filled && isOurs(controls + at))
      local = changetype<PacketInfoControl>(controls + at).destination;
    if (bytes < 16 || bytes > 64) break;
    at += (<usize>bytes + 7) & ~7;
  }
  store<u32>(inLocals + index * localBytes, local);
  return size > 0 ? size : max(length, 1);
}

/** For a broadcast, the destination is not our address. */
function isOurs(info: usize): bool {
  return changetype<PacketInfoControl>(info).local == changetype<PacketInfoControl>(info).destination;
}
