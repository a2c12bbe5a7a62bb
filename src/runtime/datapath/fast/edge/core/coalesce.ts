import { fold, pseudo4, pseudo6, sameBytes, setIpv4Checksum, sum, swap16 } from "./checksum";
import { setVector } from "./kernel";
import { flows, runMax, virtioBytes } from "./limits";
import { heard, segmentAt, segmentCount, segmentHead, segmentTail, unsealed } from "./incoming";
import { flowTable, flowVectors, writeHeaders, writeVectors, writes } from "./regions";
import { drop, isSealedForUs, refusesIn } from "./rules";

//  Plain frames for the host. Successive TCP segments, or UDP datagrams of one size, become one large frame, as a
//  network card's receive offload would make it; only frames whose checksums are right are joined. Flows keep their
//  order. A row of the flow table:
//   0 protocol │ 4 frames │ 8 size of one payload │ 12 next sequence number │ 16 total length │ 20 headers │ 24 closed
//   28 first frame │ 32 vectors │ 36 key │ 40 key length │ 44 IP header length │ 48 next IPv4 identification

const tcp: i32 = 6;
const udp: i32 = 17;

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
    const length = load<i32>(row, 4) - segmentHead - segmentTail;
    const frame = <usize>load<u32>(row) + <usize>segmentHead;
    // Authenticated sealing has refused it.
    if (length < 0) continue;
    if (!isSealedForUs(frame, <usize>load<u32>(row, 16) + 30)) {
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
    const flow = flowTable + <usize>i * 64;
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
  const ip = frame + 14;
  const etherType = load<u16>(frame, 12);
  if (etherType == 0x0008 && length >= 42 && load<u8>(ip) == 0x45) {
    // No fragments: only the first has ports. "Don't fragment" is fine.
    if ((load<u16>(ip, 6) & 0xffbf) != 0 || <i32>swap16(load<u16>(ip, 2)) != length - 14) return;
    protocol = load<u8>(ip, 9);
    ipLength = 20;
    key = frame + 26;
    keyLength = 12;
  } else if (etherType == 0xdd86 && length >= 62 && load<u8>(ip) >> 4 == 6) {
    if (<i32>swap16(load<u16>(ip, 4)) != length - 54) return;
    protocol = load<u8>(ip, 6);
    ipLength = 40;
    key = frame + 22;
    keyLength = 36;
  }
  if (key == 0) return;
  if (protocol == tcp) headers = tcpHeaders(frame, length);
  else if (protocol == udp) headers = udpHeaders(frame, length);
  else key = 0;
}

/** Plain data only: ACK and maybe PSH. */
function tcpHeaders(frame: usize, length: i32): i32 {
  const at = 14 + ipLength;
  if (length < at + 20) return 0;
  const l4 = frame + <usize>at;
  const end = at + ((<i32>load<u8>(l4, 12)) >> 4) * 4;
  if ((load<u8>(l4, 13) & ~8) != 0x10 || (load<u8>(l4, 12) & 15) != 0 || end < at + 20 || end >= length) return 0;
  return checksumRight(frame, at, length) ? end : 0;
}

function udpHeaders(frame: usize, length: i32): i32 {
  const at = 14 + ipLength;
  const l4 = frame + <usize>at;
  if (!joinUdp || length <= at + 8) return 0;
  if (<i32>swap16(load<u16>(l4, 4)) != length - at || load<u16>(l4, 6) == 0) return 0;
  return checksumRight(frame, at, length) ? at + 8 : 0;
}

function checksumRight(frame: usize, at: i32, length: i32): bool {
  const ip = frame + 14;
  if (ipLength == 20 && fold(sum(ip, 20, 0)) != 0xffff) return false;
  return fold(sum(frame + <usize>at, length - at, pseudo(ip, ipLength, protocol, length - at))) == 0xffff;
}

function pseudo(ip: usize, ipBytes: i32, number: i32, length: i32): u64 {
  return ipBytes == 20 ? pseudo4(ip, number, length) : pseudo6(ip, number, length);
}

function sameFlow(flow: usize): bool {
  if (key == 0 || load<i32>(flow) != protocol || load<i32>(flow, 40) != keyLength) return false;
  return sameBytes(<usize>load<u32>(flow, 36), key, keyLength);
}

function join(flow: usize, frame: usize, length: i32): bool {
  const part = length - headers;
  const size = load<i32>(flow, 8);
  const count = load<i32>(flow, 4);
  const total = load<i32>(flow, 16);
  if (load<i32>(flow, 24) != 0 || load<i32>(flow, 20) != headers || part > size) return false;
  if (count >= runMax || total + part > 65535 || !sameHeaders(flow, frame)) return false;
  setVector(flowVectorsOf(flow) + <usize>count * 16, frame + <usize>headers, part);
  store<i32>(flow, count + 1, 4);
  store<i32>(flow, total + part, 16);
  store<u32>(flow, load<u32>(flow, 12) + part, 12);
  store<u32>(flow, (load<u32>(flow, 48) + 1) & 0xffff, 48);
  if (part < size) store<i32>(flow, 1, 24);
  if (protocol == tcp && (load<u8>(frame + <usize>(14 + ipLength), 13) & 8) != 0) {
    const first = <usize>load<u32>(flow, 28) + <usize>(14 + ipLength);
    store<u8>(first, load<u8>(first, 13) | 8, 13);
    store<i32>(flow, 1, 24);
  }
  return true;
}

/** All that a host could tell apart once the frames are one: but the lengths, checksums, sequence numbers and PSH. */
function sameHeaders(flow: usize, frame: usize): bool {
  const first = <usize>load<u32>(flow, 28);
  if (!sameBytes(first, frame, 14)) return false;
  if (ipLength == 20) {
    // Type of service; fragment bits; time to live. With "don't fragment" identifications mean nothing (RFC 6864 §4.1).
    if (load<u8>(first, 15) != load<u8>(frame, 15) || load<u16>(first, 20) != load<u16>(frame, 20)) return false;
    if (load<u8>(first, 22) != load<u8>(frame, 22)) return false;
    if (load<u8>(frame, 20) == 0 && swap16(load<u16>(frame, 18)) != load<u32>(flow, 48)) return false;
  } else if (load<u32>(first, 14) != load<u32>(frame, 14) || load<u8>(first, 21) != load<u8>(frame, 21)) {
    return false;
  }
  if (protocol == udp) return true;
  const at = <usize>(14 + ipLength);
  const a = first + at;
  const b = frame + at;
  if (bswap<u32>(load<u32>(b, 4)) != load<u32>(flow, 12) || load<u32>(a, 8) != load<u32>(b, 8)) return false;
  if (load<u16>(a, 14) != load<u16>(b, 14) || load<u16>(a, 18) != load<u16>(b, 18)) return false;
  return sameBytes(a + 20, b + 20, headers - <i32>at - 20);
}

function begin(frame: usize, length: i32): void {
  if (open == flows) closeAll();
  const flow = flowTable + <usize>open * 64;
  const l4 = frame + <usize>(14 + ipLength);
  const part = length - headers;
  const isTcp = protocol == tcp;
  store<i32>(flow, protocol);
  store<i32>(flow, 1, 4);
  store<i32>(flow, part, 8);
  store<u32>(flow, isTcp ? bswap<u32>(load<u32>(l4, 4)) + part : 0, 12);
  store<i32>(flow, length, 16);
  store<i32>(flow, headers, 20);
  store<i32>(flow, isTcp && (load<u8>(l4, 13) & 8) != 0 ? 1 : 0, 24);
  store<u32>(flow, <u32>frame, 28);
  store<i32>(flow, freeVectors(), 32);
  store<u32>(flow, <u32>key, 36);
  store<i32>(flow, keyLength, 40);
  store<i32>(flow, ipLength, 44);
  store<u32>(flow, ipLength == 20 ? (swap16(load<u16>(frame, 18)) + 1) & 0xffff : 0, 48);
  open++;
  setVector(flowVectorsOf(flow), frame, length);
}

function closeAll(): void {
  for (let i = 0; i < open; i++) write(flowTable + <usize>i * 64);
  open = 0;
}

/** The others keep the order of their beginnings. */
function close(i: i32): void {
  const flow = flowTable + <usize>i * 64;
  write(flow);
  memory.copy(flow, flow + 64, (open - i - 1) * 64);
  open--;
}

function write(flow: usize): void {
  const count = load<i32>(flow, 4);
  const header = beginWrite(count);
  if (count > 1) describe(flow, header);
  memory.copy(writeVectors + <usize>vectorCount * 16, flowVectorsOf(flow), count * 16);
  vectorCount += count;
}

function writeAlone(frame: usize, length: i32): void {
  beginWrite(1);
  setVector(writeVectors + <usize>vectorCount * 16, frame, length);
  vectorCount++;
}

/** Starts a write of a virtio header, which is returned, and `parts` vectors that follow. */
function beginWrite(parts: i32): usize {
  const header = writeHeaders + <usize>writeCount * 16;
  store<u64>(header, 0);
  store<u64>(header, 0, 8);
  const row = writes + <usize>writeCount * 8;
  store<u32>(row, <u32>(writeVectors + <usize>vectorCount * 16));
  store<i32>(row, parts + 1, 4);
  writeCount++;
  setVector(writeVectors + <usize>vectorCount * 16, header, virtioBytes);
  vectorCount++;
  return header;
}

/** Makes the first frame the head of all: lengths, and the pseudo header's sum where the host expects it. */
function describe(flow: usize, header: usize): void {
  const number = load<i32>(flow);
  const ipBytes = load<i32>(flow, 44);
  const frame = <usize>load<u32>(flow, 28);
  const total = load<i32>(flow, 16);
  const ip = frame + 14;
  const at = 14 + ipBytes;
  const l4 = frame + <usize>at;
  if (ipBytes == 20) {
    store<u16>(ip, swap16(total - 14), 2);
    setIpv4Checksum(ip, 20);
  } else {
    store<u16>(ip, swap16(total - 54), 4);
  }
  store<u8>(header, 1);
  store<u16>(header, load<i32>(flow, 20), 2);
  store<u16>(header, load<i32>(flow, 8), 4);
  store<u16>(header, at, 6);
  const part = <u16>fold(pseudo(ip, ipBytes, number, total - at));
  if (number == tcp) {
    store<u8>(header, ipBytes == 20 ? 1 : 4, 1);
    store<u16>(header, 16, 8);
    store<u16>(l4, part, 16);
  } else {
    store<u8>(header, 5, 1);
    store<u16>(header, 6, 8);
    store<u16>(l4, swap16(total - at), 4);
    store<u16>(l4, part, 6);
  }
}

function flowVectorsOf(flow: usize): usize {
  return flowVectors + <usize>(load<i32>(flow, 32) * runMax * 16);
}

function freeVectors(): i32 {
  let taken = 0;
  for (let i = 0; i < open; i++) taken |= 1 << load<i32>(flowTable + <usize>i * 64, 32);
  return ctz(~taken);
}
