import {
  levelIp,
  levelUdp,
  Message,
  messageBytes,
  packetInfo,
  packetInfoBytes,
  PacketInfoControl,
  packetInfoLength,
  SegmentControl,
  segmentControlBytes,
  segmentControlLength,
  SocketAddress,
  udpSegment,
  Vector,
  vectorBytes,
} from "../../shared/core/linux";
import {
  compressionAt,
  fromSupernode,
  hasSocket,
  headerBytes,
  lowFlagsAt,
  relayedBytes,
  relayedCompressionAt,
  socketAddressAt,
  socketFamilyAt,
  socketPortAt,
  ttlAt,
  typePacket,
} from "../../shared/core/packet";
import { setControl, setMessage, setVector, setVectorCount } from "./kernel";
import { controlBytes, headerStride, runBytes, runMax, segments } from "./limits";
import { headers, outControl, outMessages, outVectors, splitMessages } from "./regions";
import { Edge, nameOf } from "./table";

// Datagrams to relay. Consecutive ones to one edge, all of one size except a shorter last one, become one message
// that the kernel splits (UDP_SEGMENT, udp(7)).

/** Each datagram is its new header and its payload. */
const vectorsEach: i32 = 2;

export let messageCount: i32 = 0;
export let passedOn: i32 = 0;
let openTarget: Edge | null = null;
let openSize: i32 = 0;
let openRun: i32 = 0;
let openBytes: i32 = 0;

export function beginRuns(): void {
  messageCount = 0;
  passedOn = 0;
  openTarget = null;
}

/** Relays the PACKET at `at` to the edge `target`; its sender's observed socket is `from`. */
export function passOn(at: usize, length: i32, from: SocketAddress, target: Edge): void {
  const header = headers + <usize>passedOn * headerStride;
  memory.copy(header, at, compressionAt);
  store<u8>(header, load<u8>(at, ttlAt) - 1, ttlAt);
  // From a supernode, with a socket (§2); then family 0 = IPv4, port and address (§3.5).
  store<u8>(header, typePacket | fromSupernode | hasSocket, lowFlagsAt);
  store<u16>(header, 0, socketFamilyAt);
  store<u16>(header, from.port, socketPortAt);
  store<u32>(header, from.address, socketAddressAt);
  store<u16>(header, load<u16>(at, compressionAt), relayedCompressionAt);
  const vectors = outVectors + <usize>passedOn * vectorsEach * vectorBytes;
  setVector(changetype<Vector>(vectors), header, relayedBytes);
  setVector(changetype<Vector>(vectors + vectorBytes), at + headerBytes, length - headerBytes);
  passedOn++;
  const size = length + relayedBytes - headerBytes;
  if (!extend(target, size)) begin(target, size, vectors);
}

function extend(target: Edge, size: i32): bool {
  if (openTarget != target || size > openSize || openRun == runMax || openBytes + size > runBytes) return false;
  openRun++;
  openBytes += size;
  const message = changetype<Message>(outMessages + <usize>(messageCount - 1) * messageBytes);
  setVectorCount(message, outVectors, openRun * vectorsEach);
  if (openRun == 2) segmented(message, target, messageCount - 1, openSize);
  // The last one may be shorter.
  if (size < openSize) openTarget = null;
  return true;
}

function begin(target: Edge, size: i32, vectors: usize): void {
  const message = changetype<Message>(outMessages + <usize>messageCount * messageBytes);
  const control = outControl + <usize>messageCount * controlBytes;
  setMessage(message, nameOf(target), vectors, vectorsEach, control, leaveFrom(control, target));
  messageCount++;
  openTarget = target;
  openSize = size;
  openRun = 1;
  openBytes = size;
}

/** Sets the message's source to the address that the edge uses. Returns the bytes of control data. */
function leaveFrom(at: usize, target: Edge): i32 {
  const local = target.local;
  if (local == 0) return 0;
  const control = changetype<PacketInfoControl>(at);
  control.length = packetInfoLength;
  control.level = levelIp;
  control.type = packetInfo;
  control.interfaceIndex = 0;
  control.local = local;
  store<u64>(at, 0, offsetof<PacketInfoControl>("destination"));
  return packetInfoBytes;
}

/** Has the kernel split the message, in addition to its existing control data. */
function segmented(message: Message, target: Edge, index: i32, size: i32): void {
  const controls = outControl + <usize>index * controlBytes;
  const before: i32 = target.local == 0 ? 0 : packetInfoBytes;
  const control = changetype<SegmentControl>(controls + <usize>before);
  control.length = segmentControlLength;
  control.level = levelUdp;
  control.type = udpSegment;
  control.size = <u64>size;
  setControl(message, controls, before + segmentControlBytes);
}

/** Splits the message into one per datagram, at `splitMessages`; returns how many. */
export function splitMessage(index: i32): i32 {
  if (index < 0 || index >= messageCount || messageCount > segments) unreachable();
  const message = changetype<Message>(outMessages + <usize>index * messageBytes);
  const count = <i32>message.vectorCount / vectorsEach;
  for (let i = 0; i < count; i++) {
    const one = changetype<Message>(splitMessages + <usize>i * messageBytes);
    memory.copy(changetype<usize>(one), changetype<usize>(message), messageBytes);
    one.vectors = message.vectors + <u64>(i * vectorsEach * vectorBytes);
    one.vectorCount = vectorsEach;
    const control = message.controlLength > <u64>segmentControlBytes ? packetInfoBytes : 0;
    one.controlLength = <u64>control;
    if (control == 0) one.control = 0;
  }
  return count;
}
