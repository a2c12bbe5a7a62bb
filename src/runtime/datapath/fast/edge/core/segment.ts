import { complement, pseudo4, pseudo6, setIpv4Checksum, sum, swap16 } from "./checksum";
import { ethernetBytes, frameInBytes, frameMax, virtioBytes } from "./limits";
import { closeSlot, hasRoom, openSlot } from "./outgoing";
import { everybody, findPeer, macAt } from "./peers";
import { frameIn } from "./regions";
import { armed, drop, dropLength, dropMalformed, isMulticast, maySend, maySendToGroups, refusesOut } from "./rules";

//  Frames from the TAP. The host leaves cutting (TSO, USO) and checksums to us; the virtio header says what is left:
//
//   0 flags │ 1 kind │ 2 header length u16 │ 4 segment size u16 │ 6 checksum start u16 │ 8 checksum offset u16 │ frame

const needsChecksum: i32 = 1;
const kindTcp4: i32 = 1;
const kindTcp6: i32 = 4;
const kindUdp: i32 = 5;
const kindEcn: i32 = 0x80;

export const taken: i32 = 1;
export const forMachine: i32 = 2;

const frame: usize = frameIn + <usize>virtioBytes;
let length: i32 = 0;
/** Where the IP header is, the TCP or UDP header, and what is to be cut up; 0 payload = not to be cut. */
let network: i32 = 0;
let transport: i32 = 0;
let payload: i32 = 0;
let size: i32 = 0;
let kind: i32 = 0;
let done: i32 = 0;
let number: i32 = 0;
let peer: i32 = -1;

/** Looks at the `count` bytes that were read: 0 = dropped, `taken`, or `forMachine`. Then `nextSlots` until it is false. */
export function beginFrame(count: i32): i32 {
  length = count - virtioBytes;
  done = 0;
  number = 0;
  payload = 0;
  if (count > frameInBytes || length < ethernetBytes) return refuse(dropLength);
  const flags = <i32>load<u8>(frameIn);
  kind = (<i32>load<u8>(frameIn, 1)) & ~kindEcn;
  size = <i32>load<u16>(frameIn, 4);
  const start = <i32>load<u16>(frameIn, 6);
  if (kind == 0) {
    if (length > frameMax) return refuse(dropLength);
    if ((flags & needsChecksum) != 0 && !finishChecksum(start, <i32>load<u16>(frameIn, 8)))
      return refuse(dropMalformed);
  } else if (!measure(start)) {
    return refuse(dropMalformed);
  }
  peer = -1;
  if (!armed) return forMachine;
  const receiver = isMulticast(frame) ? everybody : findPeer(macAt(frame));
  if (receiver == everybody ? !maySendToGroups() : receiver < 0 || !maySend(receiver)) return forMachine;
  peer = receiver;
  const refused = refusesOut(frame, length);
  return refused < 0 ? taken : refuse(refused);
}

/** Fills free slots; true = there is more than fitted. */
export function nextSlots(): bool {
  if (kind == 0) {
    if (!hasRoom(peer)) return true;
    const to = openSlot(peer, length);
    memory.copy(to, frame, length);
    closeSlot(to);
    return false;
  }
  const headers = length - payload;
  while (done < payload) {
    if (!hasRoom(peer)) return true;
    const left = payload - done;
    const part = left < size ? left : size;
    const to = openSlot(peer, headers + part);
    memory.copy(to, frame, headers);
    memory.copy(to + <usize>headers, frame + <usize>(headers + done), part);
    finishSegment(to, headers, part, part == left);
    closeSlot(to);
    done += part;
    number++;
  }
  return false;
}

function refuse(reason: i32): i32 {
  drop(reason);
  return 0;
}

/** The host has put the pseudo header's sum where the checksum belongs. */
function finishChecksum(start: i32, offset: i32): bool {
  if (start < ethernetBytes || start + offset + 2 > length) return false;
  let value = complement(sum(frame + <usize>start, length - start, 0));
  // For UDP 0 means "none" (RFC 768), and its checksum lies at 6.
  if (value == 0 && offset == 6) value = 0xffff;
  store<u16>(frame + <usize>(start + offset), value);
  return true;
}

/** Finds the headers of a frame that is to be cut up. The host is not trusted: it may be a program of its own. */
function measure(start: i32): bool {
  network = ethernetBytes;
  let etherType = load<u16>(frame, 12);
  // 802.1Q and 802.1ad tags.
  for (let i = 0; i < 2 && (etherType == 0x0081 || etherType == 0xa888); i++) {
    network += 4;
    if (network > length) return false;
    etherType = load<u16>(frame + <usize>(network - 2));
  }
  transport = start;
  const ip = frame + <usize>network;
  if (network + 20 > length) return false;
  if (etherType == 0x0008) {
    const version = <i32>load<u8>(ip);
    if (version >> 4 != 4 || (version & 15) < 5 || network + (version & 15) * 4 != transport) return false;
  } else if (etherType == 0xdd86) {
    if ((<i32>load<u8>(ip)) >> 4 != 6 || transport < network + 40) return false;
  } else {
    return false;
  }
  const six = etherType == 0xdd86;
  let headers = transport + 8;
  if (kind == kindUdp) {
    if (headers > length) return false;
  } else {
    if (kind != (six ? kindTcp6 : kindTcp4) || transport + 20 > length) return false;
    headers = transport + ((<i32>load<u8>(frame + <usize>transport, 12)) >> 4) * 4;
    if (headers < transport + 20) return false;
  }
  payload = length - headers;
  return payload > 0 && size > 0 && headers + size <= frameMax;
}

function finishSegment(to: usize, headers: i32, part: i32, last: bool): void {
  const ip = to + <usize>network;
  const l4 = to + <usize>transport;
  const l4Length = headers - transport + part;
  const protocol = kind == kindUdp ? 17 : 6;
  let pseudo: u64;
  if (load<u8>(ip) >> 4 == 4) {
    store<u16>(ip, swap16(headers - network + part), 2);
    store<u16>(ip, swap16((swap16(load<u16>(ip, 4)) + number) & 0xffff), 4);
    setIpv4Checksum(ip, transport - network);
    pseudo = pseudo4(ip, protocol, l4Length);
  } else {
    store<u16>(ip, swap16(headers - network - 40 + part), 4);
    pseudo = pseudo6(ip, protocol, l4Length);
  }
  if (kind == kindUdp) {
    store<u16>(l4, swap16(l4Length), 4);
    store<u16>(l4, 0, 6);
    const value = complement(sum(l4, l4Length, pseudo));
    store<u16>(l4, value == 0 ? 0xffff : value, 6);
    return;
  }
  store<u32>(l4, bswap<u32>(bswap<u32>(load<u32>(l4, 4)) + done), 4);
  // FIN and PSH belong to the last segment, CWR to the first (RFC 3168 §6.1.2).
  let flags = load<u8>(l4, 13);
  if (!last) flags &= ~9;
  if (number > 0) flags &= 0x7f;
  store<u8>(l4, flags, 13);
  store<u16>(l4, 0, 16);
  store<u16>(l4, complement(sum(l4, l4Length, pseudo)), 16);
}
