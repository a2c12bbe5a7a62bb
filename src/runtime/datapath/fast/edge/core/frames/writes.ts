import { fold, setIpv4Checksum, swap16 } from "./checksum";
import { Vector, vectorBytes } from "../../../shared/core/linux";
import { Flow, flowVectorsOf, Write } from "./flow";
import {
  ipAt,
  ipv4Bytes,
  Ipv4Header,
  ipv6Bytes,
  Ipv6Header,
  kindTcp4,
  kindTcp6,
  kindUdp,
  needsChecksum,
  protocolTcp,
  TcpHeader,
  UdpHeader,
  VirtioHeader,
} from "./headers";
import { pseudo } from "./joinable";
import { setVector } from "../kernel";
import { ethernetBytes, virtioBytes, writeBytes, writeHeaderBytes } from "../limits";
import { writeHeaders, writes, writeVectors } from "../regions";

// Writes to the TAP: a virtio header, and the parts of one frame or of several joined ones.

export let writeCount: i32 = 0;
let vectorCount: i32 = 0;

export function clearWrites(): void {
  writeCount = 0;
  vectorCount = 0;
}

export function write(flow: Flow): void {
  const count = flow.frames;
  const header = beginWrite(count);
  if (count > 1) describe(flow, changetype<VirtioHeader>(header));
  memory.copy(writeVectors + <usize>vectorCount * vectorBytes, flowVectorsOf(flow), count * vectorBytes);
  vectorCount += count;
}

export function writeAlone(frame: usize, length: i32): void {
  beginWrite(1);
  setVector(changetype<Vector>(writeVectors + <usize>vectorCount * vectorBytes), frame, length);
  vectorCount++;
}

/** Starts a write of a virtio header, which is returned, and `parts` vectors after it. */
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

/**
 * Makes the first frame's headers those of the joined frame: lengths, and the pseudo header's sum where the host
 * expects it.
 */
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
  header.flags = <u8>needsChecksum;
  header.headerLength = <u16>flow.headers;
  header.segmentSize = <u16>flow.payloadSize;
  header.checksumStart = <u16>at;
  const part = <u16>fold(pseudo(ip, ipBytes, number, total - at));
  if (number == protocolTcp) {
    header.kind = <u8>(ipBytes == ipv4Bytes ? kindTcp4 : kindTcp6);
    header.checksumOffset = <u16>offsetof<TcpHeader>("checksum");
    changetype<TcpHeader>(l4).checksum = part;
  } else {
    header.kind = <u8>kindUdp;
    header.checksumOffset = <u16>offsetof<UdpHeader>("checksum");
    changetype<UdpHeader>(l4).length = <u16>swap16(total - at);
    changetype<UdpHeader>(l4).checksum = part;
  }
}
