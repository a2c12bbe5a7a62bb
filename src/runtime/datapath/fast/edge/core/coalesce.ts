import { fold, pseudo4, pseudo6, sameBytes, setIpv4Checksum, sum, swap16 } from "./checksum";
import { Vector, vectorBytes } from "../../shared/core/linux";
import { destinationAt } from "../../shared/core/packet";
import {
  etherTypeAt,
  etherTypeIpv4,
  etherTypeIpv6,
  ipAt,
  ipv4Bytes,
  Ipv4Header,
  ipv6Bytes,
  Ipv6Header,
  protocolTcp,
  protocolUdp,
  tcpAck,
  tcpBytes,
  TcpHeader,
  tcpPush,
  udpBytes,
  UdpHeader,
  VirtioHeader,
} from "./headers";
import { Flow, Write } from "./flow";
import { setVector } from "./kernel";
import { ethernetBytes, flowBytes, flows, runMax, virtioBytes, writeBytes, writeHeaderBytes } from "./limits";
import { heard, segmentAt, segmentCount, segmentHead, segmentTail, unsealed } from "./incoming";
import { flowTable, flowVectors, writeHeaders, writeVectors, writes } from "./regions";
import { drop, isSealedForUs, refusesIn } from "./rules";

//  Plain frames for the host. Successive TCP segments, or UDP datagrams of one size, become one large frame, as a
//  network card's receive offload would make it; only frames whose checksums are right are joined. Flows keep their
//  order.

/** What the virtio header says of a frame: the checksum is left to do, and how it may be cut up. */
const needsChecksum: u8 = 1;
const kindTcp4: u8 = 1;
const kindTcp6: u8 = 4;
const kindUdp: u8 = 5;

/** Version 4 without options. */
const plainIpv4: u8 = 0x45;
/** As it lies in memory. */
const dontFragment: u16 = 0x0040;
/** Both addresses and both ports. */
const keyIpv4Bytes: i32 = 12;
const keyIpv6Bytes: i32 = 36;

let joinUdp: bool = true;
export let writeCount: i32 = 0;
let vectorCount: i32 = 0;
let open: i32 = 0;
/** The frame at hand: headers 0 = not to be joined; key 0 = belongs to no known flow. */
let headers: i32 = 0;
let protocol: i32 = 0;
let key: usize = 0;
let keyLength: i32 = 0;
let ipLength: i32 = 0;

/** False where the kernel does not take joined UDP. */
export function allowUdp(allowed: bool): void {
  joinUdp = allowed;
}

/** Turns the opened segments into writes and returns how many. */
export function coalesce(): i32 {
  writeCount = 0;
  vectorCount = 0;
  open = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = row.length - segmentHead - segmentTail;
    const frame = <usize>row.payload + <usize>segmentHead;
    // Authenticated sealing has refused it.
    if (length < 0) continue;
    if (!isSealedForUs(frame, <usize>row.datagram + destinationAt)) {
      unsealed(row);
      continue;
    }
    heard(row, length);
    const refused = refusesIn(frame, length);
    if (refused >= 0) drop(refused);
    else place(frame, length);
  }
  closeAll();
  return writeCount;
}

function place(frame: usize, length: i32): void {
  examine(frame, length);
  if (key == 0) closeAll();
  for (let i = 0; i < open; i++) {
    const flow = flowAt(i);
    if (!sameFlow(flow)) continue;
    if (headers > 0 && join(flow, frame, length)) return;
    close(i);
    break;
  }
  if (headers > 0) begin(frame, length);
  else writeAlone(frame, length);
}

/** Finds out what flow a frame belongs to, and whether it may be joined with others. */
function examine(frame: usize, length: i32): void {
  headers = 0;
  key = 0;
  const ip = frame + ipAt;
  const etherType = load<u16>(frame, etherTypeAt);
  if (etherType == etherTypeIpv4 && length >= ethernetBytes + ipv4Bytes + udpBytes && load<u8>(ip) == plainIpv4) {
    const header = changetype<Ipv4Header>(ip);
    // No fragments: only the first has ports. "Don't fragment" is fine.
    if ((header.fragment & (0xffff - dontFragment)) != 0 || <i32>swap16(header.totalLength) != length - ethernetBytes)
      return;
    protocol = header.protocol;
    ipLength = ipv4Bytes;
    key = frame + ipAt + offsetof<Ipv4Header>("source");
    keyLength = keyIpv4Bytes;
  } else if (etherType == etherTypeIpv6 && length >= ethernetBytes + ipv6Bytes + udpBytes && load<u8>(ip) >> 4 == 6) {
    const header = changetype<Ipv6Header>(ip);
    if (<i32>swap16(header.payloadLength) != length - (ethernetBytes + ipv6Bytes)) return;
    protocol = header.nextHeader;
    ipLength = ipv6Bytes;
    key = frame + ipAt + offsetof<Ipv6Header>("source");
    keyLength = keyIpv6Bytes;
  }
  if (key == 0) return;
  if (protocol == protocolTcp) headers = tcpHeaders(frame, length);
  else if (protocol == protocolUdp) headers = udpHeaders(frame, length);
  else key = 0;
}

/** Plain data only: ACK and maybe PSH. */
function tcpHeaders(frame: usize, length: i32): i32 {
  const at = ethernetBytes + ipLength;
  if (length < at + tcpBytes) return 0;
  const l4 = changetype<TcpHeader>(frame + <usize>at);
  const end = at + ((<i32>l4.dataOffset) >> 4) * 4;
  if ((l4.flags & ~tcpPush) != tcpAck || (l4.dataOffset & 15) != 0 || end < at + tcpBytes || end >= length) return 0;
  return checksumRight(frame, at, length) ? end : 0;
}

function udpHeaders(frame: usize, length: i32): i32 {
  const at = ethernetBytes + ipLength;
  const l4 = changetype<UdpHeader>(frame + <usize>at);
  if (!joinUdp || length <= at + udpBytes) return 0;
  if (<i32>swap16(l4.length) != length - at || l4.checksum == 0) return 0;
  return checksumRight(frame, at, length) ? at + udpBytes : 0;
}

function checksumRight(frame: usize, at: i32, length: i32): bool {
  const ip = frame + ipAt;
  if (ipLength == ipv4Bytes && fold(sum(ip, ipv4Bytes, 0)) != 0xffff) return false;
  return fold(sum(frame + <usize>at, length - at, pseudo(ip, ipLength, protocol, length - at))) == 0xffff;
}

function pseudo(ip: usize, ipBytes: i32, number: i32, length: i32): u64 {
  return ipBytes == ipv4Bytes ? pseudo4(ip, number, length) : pseudo6(ip, number, length);
}

function sameFlow(flow: Flow): bool {
  if (key == 0 || flow.protocol != protocol || flow.keyLength != keyLength) return false;
  return sameBytes(<usize>flow.key, key, keyLength);
}

function join(flow: Flow, frame: usize, length: i32): bool {
  const part = length - headers;
  const at = changetype<usize>(flow);
  const size = load<i32>(at, offsetof<Flow>("payloadSize"));
  const count = load<i32>(at, offsetof<Flow>("frames"));
  const total = load<i32>(at, offsetof<Flow>("totalLength"));
  if (
    load<i32>(at, offsetof<Flow>("closed")) != 0 ||
    load<i32>(at, offsetof<Flow>("headers")) != headers ||
    part > size
  )
    return false;
  if (count >= runMax || total + part > 65535 || !sameHeaders(flow, frame)) return false;
  setVector(changetype<Vector>(flowVectorsOf(flow) + <usize>count * vectorBytes), frame + <usize>headers, part);
  store<i32>(at, count + 1, offsetof<Flow>("frames"));
  store<i32>(at, total + part, offsetof<Flow>("totalLength"));
  store<u32>(at, load<u32>(at, offsetof<Flow>("nextSequence")) + part, offsetof<Flow>("nextSequence"));
  store<u32>(
    at,
    (load<u32>(at, offsetof<Flow>("nextIdentification")) + 1) & 0xffff,
    offsetof<Flow>("nextIdentification"),
  );
  if (part < size) store<i32>(at, 1, offsetof<Flow>("closed"));
  if (protocol == protocolTcp && (load<u8>(frame + <usize>(ethernetBytes + ipLength), tcpFlagsAt) & tcpPush) != 0) {
    const first = <usize>load<u32>(at, offsetof<Flow>("firstFrame")) + <usize>(ethernetBytes + ipLength);
    store<u8>(first, load<u8>(first, tcpFlagsAt) | tcpPush, tcpFlagsAt);
    store<i32>(at, 1, offsetof<Flow>("closed"));
  }
  return true;
}

/** Where fields of the IP header are in a frame. */
const typeOfServiceAt: usize = ipAt + offsetof<Ipv4Header>("typeOfService");
const identificationAt: usize = ipAt + offsetof<Ipv4Header>("identification");
const fragmentAt: usize = ipAt + offsetof<Ipv4Header>("fragment");
const ttlAt: usize = ipAt + offsetof<Ipv4Header>("ttl");
const versionAndFlowAt: usize = ipAt + offsetof<Ipv6Header>("versionAndFlow");
const tcpFlagsAt: usize = offsetof<TcpHeader>("flags");
const hopLimitAt: usize = ipAt + offsetof<Ipv6Header>("hopLimit");

/** All that a host could tell apart once the frames are one: but the lengths, checksums, sequence numbers and PSH. */
function sameHeaders(flow: Flow, frame: usize): bool {
  const first = <usize>flow.firstFrame;
  if (!sameBytes(first, frame, ethernetBytes)) return false;
  if (ipLength == ipv4Bytes) {
    if (
      load<u8>(first, typeOfServiceAt) != load<u8>(frame, typeOfServiceAt) ||
      load<u16>(first, fragmentAt) != load<u16>(frame, fragmentAt)
    )
      return false;
    if (load<u8>(first, ttlAt) != load<u8>(frame, ttlAt)) return false;
    // With "don't fragment" identifications mean nothing (RFC 6864 §4.1).
    if (load<u8>(frame, fragmentAt) == 0 && swap16(load<u16>(frame, identificationAt)) != flow.nextIdentification)
      return false;
  } else if (
    load<u32>(first, versionAndFlowAt) != load<u32>(frame, versionAndFlowAt) ||
    load<u8>(first, hopLimitAt) != load<u8>(frame, hopLimitAt)
  ) {
    return false;
  }
  if (protocol == protocolUdp) return true;
  const at = <usize>(ethernetBytes + ipLength);
  const a = changetype<TcpHeader>(first + at);
  const b = changetype<TcpHeader>(frame + at);
  if (bswap<u32>(b.sequence) != flow.nextSequence || a.acknowledgement != b.acknowledgement) return false;
  if (a.window != b.window || a.urgent != b.urgent) return false;
  const options = headers - <i32>at - tcpBytes;
  return sameBytes(changetype<usize>(a) + tcpBytes, changetype<usize>(b) + tcpBytes, options);
}

function begin(frame: usize, length: i32): void {
  if (open == flows) closeAll();
  const flow = flowAt(open);
  const l4 = changetype<TcpHeader>(frame + <usize>(ethernetBytes + ipLength));
  const part = length - headers;
  const isTcp = protocol == protocolTcp;
  flow.protocol = protocol;
  flow.frames = 1;
  flow.payloadSize = part;
  flow.nextSequence = isTcp ? bswap<u32>(l4.sequence) + part : 0;
  flow.totalLength = length;
  flow.headers = headers;
  flow.closed = isTcp && (l4.flags & tcpPush) != 0 ? 1 : 0;
  flow.firstFrame = <u32>frame;
  flow.vectors = freeVectors();
  flow.key = <u32>key;
  flow.keyLength = keyLength;
  flow.ipLength = ipLength;
  flow.nextIdentification = ipLength == ipv4Bytes ? (swap16(load<u16>(frame, identificationAt)) + 1) & 0xffff : 0;
  open++;
  setVector(changetype<Vector>(flowVectorsOf(flow)), frame, length);
}

function closeAll(): void {
  for (let i = 0; i < open; i++) write(flowAt(i));
  open = 0;
}

/** The others keep the order of their beginnings. */
function close(i: i32): void {
  const flow = flowAt(i);
  write(flow);
  const at = changetype<usize>(flow);
  memory.copy(at, at + flowBytes, (open - i - 1) * flowBytes);
  open--;
}

function flowAt(i: i32): Flow {
  return changetype<Flow>(flowTable + <usize>i * flowBytes);
}

function write(flow: Flow): void {
  const count = flow.frames;
  const header = beginWrite(count);
  if (count > 1) describe(flow, changetype<VirtioHeader>(header));
  memory.copy(writeVectors + <usize>vectorCount * vectorBytes, flowVectorsOf(flow), count * vectorBytes);
  vectorCount += count;
}

function writeAlone(frame: usize, length: i32): void {
  beginWrite(1);
  setVector(changetype<Vector>(writeVectors + <usize>vectorCount * vectorBytes), frame, length);
  vectorCount++;
}

/** Starts a write of a virtio header, which is returned, and `parts` vectors that follow. */
function beginWrite(parts: i32): usize {
  const header = writeHeaders + <usize>writeCount * writeHeaderBytes;
  store<u64>(header, 0);
  store<u64>(header, 0, sizeof<u64>());
  const row = changetype<Write>(writes + <usize>writeCount * writeBytes);
  row.vectors = <u32>(writeVectors + <usize>vectorCount * vectorBytes);
  row.vectorCount = parts + 1;
  writeCount++;
  setVector(changetype<Vector>(writeVectors + <usize>vectorCount * vectorBytes), header, virtioBytes);
  vectorCount++;
  return header;
}

/** Makes the first frame the head of all: lengths, and the pseudo header's sum where the host expects it. */
function describe(flow: Flow, header: VirtioHeader): void {
  const number = flow.protocol;
  const ipBytes = flow.ipLength;
  const frame = <usize>flow.firstFrame;
  const total = flow.totalLength;
  const ip = frame + ipAt;
  const at = ethernetBytes + ipBytes;
  const l4 = frame + <usize>at;
  if (ipBytes == ipv4Bytes) {
    changetype<Ipv4Header>(ip).totalLength = <u16>swap16(total - ethernetBytes);
    setIpv4Checksum(ip, ipv4Bytes);
  } else {
    changetype<Ipv6Header>(ip).payloadLength = <u16>swap16(total - (ethernetBytes + ipv6Bytes));
  }
  header.flags = needsChecksum;
  header.headerLength = <u16>flow.headers;
  header.segmentSize = <u16>flow.payloadSize;
  header.checksumStart = <u16>at;
  const part = <u16>fold(pseudo(ip, ipBytes, number, total - at));
  if (number == protocolTcp) {
    header.kind = ipBytes == ipv4Bytes ? kindTcp4 : kindTcp6;
    header.checksumOffset = <u16>offsetof<TcpHeader>("checksum");
    changetype<TcpHeader>(l4).checksum = part;
  } else {
    header.kind = kindUdp;
    header.checksumOffset = <u16>offsetof<UdpHeader>("checksum");
    changetype<UdpHeader>(l4).length = <u16>swap16(total - at);
    changetype<UdpHeader>(l4).checksum = part;
  }
}

function flowVectorsOf(flow: Flow): usize {
  return flowVectors + <usize>(load<i32>(changetype<usize>(flow), offsetof<Flow>("vectors")) * runMax * vectorBytes);
}

function freeVectors(): i32 {
  let taken = 0;
  for (let i = 0; i < open; i++) {
    const vectors = load<i32>(changetype<usize>(flowAt(i)), offsetof<Flow>("vectors"));
    taken |= 1 << vectors;
  }
  return ctz(~taken);
}
