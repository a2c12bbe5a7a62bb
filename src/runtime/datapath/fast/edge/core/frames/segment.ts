import { complement, pseudo4, pseudo6, setIpv4Checksum, sum, swap16 } from "./checksum";
import {
  etherTypeAt,
  etherTypeIpv4,
  etherTypeIpv6,
  etherTypeServiceVlan,
  etherTypeVlan,
  ipv4Bytes,
  Ipv4Header,
  ipv6Bytes,
  Ipv6Header,
  kindEcn,
  kindTcp4,
  kindTcp6,
  kindUdp,
  needsChecksum,
  protocolTcp,
  protocolUdp,
  tcpBytes,
  tcpCwr,
  tcpFin,
  TcpHeader,
  tcpPush,
  udpBytes,
  UdpHeader,
  VirtioHeader,
} from "./headers";
import { ethernetBytes, frameInBytes, frameMax, virtioBytes } from "../limits";
import { askKnownNeighbour } from "../neighbours";
import { closeSlot, hasRoom, openSlot } from "../outgoing";
import { everybody, findPeer, macAt } from "../peers";
import { frameIn } from "../regions";
import { drop, dropLength, dropMalformed, isMulticast, maySend, maySendToGroups, refusesOut, rulesSet } from "../rules";

// Frames from the TAP. The host leaves segmentation (TSO, USO) and checksums to us; the virtio header says what
// remains to be done.

/** The result for a frame. */
export const frameDropped: i32 = 0;
export const frameTaken: i32 = 1;
export const frameForMachine: i32 = 2;

/** A VLAN tag (IEEE 802.1Q). */
const tagBytes: i32 = 4;

const frame: usize = frameIn + <usize>virtioBytes;
let length: i32 = 0;
/** Addresses of the IP header, the TCP or UDP header, and the payload to segment; 0 payload = not to be segmented. */
let network: i32 = 0;
let transport: i32 = 0;
let payload: i32 = 0;
let size: i32 = 0;
let kind: i32 = 0;
let done: i32 = 0;
let number: i32 = 0;
let peer: i32 = -1;

/** Handles the `count` bytes read; returns the result for the frame. Then call `nextSlots` until it is false. */
export function beginFrame(count: i32): i32 {
  length = count - virtioBytes;
  done = 0;
  number = 0;
  payload = 0;
  if (count > frameInBytes || length < ethernetBytes) return refuse(dropLength);
  const header = changetype<VirtioHeader>(frameIn);
  const flags = <i32>header.flags;
  kind = (<i32>header.kind) & ~kindEcn;
  size = <i32>header.segmentSize;
  const start = <i32>header.checksumStart;
  if (kind == 0) {
    if (length > frameMax) return refuse(dropLength);
    if ((flags & needsChecksum) != 0 && !finishChecksum(start, <i32>header.checksumOffset))
      return refuse(dropMalformed);
  } else if (!measure(start)) {
    return refuse(dropMalformed);
  }
  peer = -1;
  if (!rulesSet) return frameForMachine;
  if (kind == 0) askKnownNeighbour(frame, length);
  const receiver = isMulticast(frame) ? everybody : findPeer(macAt(frame));
  if (receiver == everybody ? !maySendToGroups() : receiver < 0 || !maySend(receiver)) return frameForMachine;
  peer = receiver;
  const refused = refusesOut(frame, length);
  return refused < 0 ? frameTaken : refuse(refused);
}

/** Fills free slots; true = more remains than fitted. */
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
  return frameDropped;
}

/** The host has put the pseudo header's sum in the checksum field. */
function finishChecksum(start: i32, offset: i32): bool {
  if (start < ethernetBytes || start + offset + 2 > length) return false;
  let value = complement(sum(frame + <usize>start, length - start, 0));
  // For UDP 0 means "none" (RFC 768).
  if (value == 0 && offset == offsetof<UdpHeader>("checksum")) value = 0xffff;
  store<u16>(frame + <usize>(start + offset), value);
  return true;
}

/** Finds the headers of a frame to segment. The host is not trusted: the frame may come from any program. */
function measure(start: i32): bool {
  network = ethernetBytes;
  let etherType = load<u16>(frame, etherTypeAt);
  for (let i = 0; i < 2 && (etherType == etherTypeVlan || etherType == etherTypeServiceVlan); i++) {
    network += tagBytes;
    if (network > length) return false;
    etherType = load<u16>(frame + <usize>(network - 2));
  }
  transport = start;
  const ip = frame + <usize>network;
  if (network + ipv4Bytes > length) return false;
  if (etherType == etherTypeIpv4) {
    const version = <i32>load<u8>(ip);
    if (version >> 4 != 4 || (version & 15) < 5 || network + (version & 15) * 4 != transport) return false;
  } else if (etherType == etherTypeIpv6) {
    if ((<i32>load<u8>(ip)) >> 4 != 6 || transport < network + ipv6Bytes) return false;
  } else {
    return false;
  }
  const six = etherType == etherTypeIpv6;
  let headers = transport + udpBytes;
  if (kind == kindUdp) {
    if (headers > length) return false;
  } else {
    if (kind != (six ? kindTcp6 : kindTcp4) || transport + tcpBytes > length) return false;
    headers = transport + ((<i32>changetype<TcpHeader>(frame + <usize>transport).dataOffset) >> 4) * 4;
    if (headers < transport + tcpBytes) return false;
  }
  payload = length - headers;
  return payload > 0 && size > 0 && headers + size <= frameMax;
}

function finishSegment(to: usize, headers: i32, part: i32, last: bool): void {
  const ip = to + <usize>network;
  const l4 = to + <usize>transport;
  const l4Length = headers - transport + part;
  const protocol = kind == kindUdp ? protocolUdp : protocolTcp;
  let pseudo: u64;
  if (load<u8>(ip) >> 4 == 4) {
    const header = changetype<Ipv4Header>(ip);
    header.totalLength = <u16>swap16(headers - network + part);
    header.identification = <u16>swap16((swap16(header.identification) + number) & 0xffff);
    setIpv4Checksum(ip, transport - network);
    pseudo = pseudo4(ip, protocol, l4Length);
  } else {
    changetype<Ipv6Header>(ip).payloadLength = <u16>swap16(headers - network - ipv6Bytes + part);
    pseudo = pseudo6(ip, protocol, l4Length);
  }
  if (kind == kindUdp) {
    const udp = changetype<UdpHeader>(l4);
    udp.length = <u16>swap16(l4Length);
    udp.checksum = 0;
    const value = complement(sum(l4, l4Length, pseudo));
    udp.checksum = <u16>(value == 0 ? 0xffff : value);
    return;
  }
  const tcp = changetype<TcpHeader>(l4);
  tcp.sequence = bswap<u32>(bswap<u32>(tcp.sequence) + done);
  // FIN and PSH belong to the last segment, CWR to the first (RFC 3168 §6.1.2).
  let flags = tcp.flags;
  if (!last) flags &= ~(tcpFin | tcpPush);
  if (number > 0) flags &= 0xff - tcpCwr;
  tcp.flags = flags;
  tcp.checksum = 0;
  tcp.checksum = <u16>complement(sum(l4, l4Length, pseudo));
}
