import { sameBytes, swap16 } from "./checksum";
import { Vector, vectorBytes } from "../../../shared/core/linux";
import { destinationAt } from "../../../shared/core/packet";
import {
  ipAt,
  ipv4Bytes,
  Ipv4Header,
  Ipv6Header,
  protocolTcp,
  protocolUdp,
  tcpBytes,
  TcpHeader,
  tcpPush,
} from "./headers";
import { Flow, flowVectorsOf } from "./flow";
import { examine, headers, ipLength, key, keyLength, protocol } from "./joinable";
import { setVector } from "../kernel";
import { learnNeighbour } from "../neighbours";
import { ethernetBytes, flowBytes, flows, runMax } from "../limits";
import { heard, segmentAt, segmentCount, segmentHead, segmentTail, unsealed } from "../incoming";
import { flowTable } from "../regions";
import { drop, isSealedForUs, refusesIn } from "../rules";
import { clearWrites, write, writeAlone, writeCount } from "./writes";

// Plain frames for the host. Successive TCP segments, or UDP datagrams of one size, become one large frame, as with a
// network card's receive offload; only frames with correct checksums are joined. Flows keep their order.

/** Number of open runs of frames. */
let open: i32 = 0;

/** Turns the opened segments into writes and returns how many. */
export function coalesce(): i32 {
  clearWrites();
  open = 0;
  for (let i = 0; i < segmentCount; i++) {
    const row = segmentAt(i);
    const length = row.length - segmentHead - segmentTail;
    const frame = <usize>row.payload + <usize>segmentHead;
    // Refused by authenticated sealing.
    if (length < 0) continue;
    if (!isSealedForUs(frame, <usize>row.datagram + destinationAt)) {
      unsealed(row);
      continue;
    }
    heard(row, length);
    learnNeighbour(frame, length, <usize>row.datagram);
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

/** Offsets of IP header fields in a frame. */
const typeOfServiceAt: usize = ipAt + offsetof<Ipv4Header>("typeOfService");
const identificationAt: usize = ipAt + offsetof<Ipv4Header>("identification");
const fragmentAt: usize = ipAt + offsetof<Ipv4Header>("fragment");
const ttlAt: usize = ipAt + offsetof<Ipv4Header>("ttl");
const versionAndFlowAt: usize = ipAt + offsetof<Ipv6Header>("versionAndFlow");
const tcpFlagsAt: usize = offsetof<TcpHeader>("flags");
const hopLimitAt: usize = ipAt + offsetof<Ipv6Header>("hopLimit");

/**
 * Everything that must be equal for a host not to notice the joining: all except lengths, checksums, sequence numbers
 * and PSH.
 */
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
    // With "don't fragment", identifications are meaningless (RFC 6864 §4.1).
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

/** The others keep the order in which they began. */
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

function freeVectors(): i32 {
  let taken = 0;
  for (let i = 0; i < open; i++) {
    const vectors = load<i32>(changetype<usize>(flowAt(i)), offsetof<Flow>("vectors"));
    taken |= 1 << vectors;
  }
  return ctz(~taken);
}
