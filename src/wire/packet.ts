import { Bug } from "../base/bug.ts";
import { ipBytes, ipText } from "../base/address/ip.ts";
import { macAt, writeMac } from "../base/address/mac.ts";
import type { CommunityName, Malformed, Packet } from "./message.ts";
import { recurringText } from "./fields/recurring.ts";
import { flag, spec } from "./spec.ts";
import { writeText } from "./fields/text.ts";

/**
 * PACKET by hand, because every frame passes here. Equivalent to the declared layout (§3.5) for any bytes; a test
 * compares the two.
 *
 *     24 source 6 │ 30 destination 6 │ [36 family 2, port 2, address 4 or 16] │ compression 1 │ transform 1 │ payload
 *
 * The caller has checked version, flags and type, and that the 24 header bytes are there.
 */
export function decodePacket(bytes: Uint8Array): Packet | Malformed {
  if (bytes[4] === 0 || bytes[23] !== 0) return { malformed: "community", at: 4 };
  const word = bytes[3]!;
  const payload = payloadOffset(bytes);
  const withSocket = (word & flag.socket) !== 0;
  if (withSocket && bytes.length >= sockAt + 2 && ((bytes[sockAt]! & 0x3f) !== 0 || bytes[sockAt + 1] !== 0))
    return { malformed: "family", at: sockAt };
  if (bytes.length < payload) return { malformed: "short", at: bytes.length };
  const packet: Packet = {
    type: "PACKET",
    ttl: bytes[1]!,
    fromSupernode: (word & flag.fromSupernode) !== 0,
    community: recurringText(bytes, 4) as CommunityName,
    source: macAt(bytes, 24),
    destination: macAt(bytes, 30),
    compression: bytes[payload - 2]!,
    transform: bytes[payload - 1]!,
    payload: bytes.subarray(payload),
  };
  if (!withSocket) return packet;
  const port = (bytes[sockAt + 2]! << 8) | bytes[sockAt + 3]!;
  return { ...packet, socket: { address: ipText(bytes.subarray(sockAt + 4, payload - 2)), port } };
}

export function encodePacket(packet: Packet): Uint8Array {
  const address = packet.socket === undefined ? undefined : ipBytes(packet.socket.address);
  if (packet.socket !== undefined && address === undefined) throw new Bug(`not numeric: ${packet.socket.address}`);
  const at = sockAt + (address === undefined ? 0 : 4 + address.length);
  const bytes = new Uint8Array(at + 2 + packet.payload.length);
  bytes[0] = spec.version;
  bytes[1] = packet.ttl;
  bytes[3] = packetType | (packet.fromSupernode ? flag.fromSupernode : 0) | (address === undefined ? 0 : flag.socket);
  writeText(bytes, 4, packet.community, spec.communityBytes);
  writeMac(bytes, 24, packet.source);
  writeMac(bytes, 30, packet.destination);
  if (address !== undefined) {
    const { port } = packet.socket!;
    bytes[sockAt] = address.length === 16 ? 0x80 : 0;
    bytes[sockAt + 2] = port >>> 8;
    bytes[sockAt + 3] = port;
    bytes.set(address, sockAt + 4);
  }
  bytes[at] = packet.compression;
  bytes[at + 1] = packet.transform;
  bytes.set(packet.payload, at + 2);
  return bytes;
}

/** Offset of a plain PACKET's payload: 38, or 46 or 58 after a socket; may lie beyond the end of `bytes`. */
export function payloadOffset(bytes: Uint8Array): number {
  if ((bytes[3]! & flag.socket) === 0) return sockAt + 2;
  return sockAt + 2 + ((bytes[sockAt] ?? 0) & 0x80 ? 20 : 8);
}

export const packetType = 3;
const sockAt = 36;
