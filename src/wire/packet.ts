import { ipText } from "../base/ip-address.ts";
import { macAt } from "../base/mac.ts";
import type { Community, Malformed, Packet } from "./message.ts";
import { flag, spec } from "./spec.ts";
import { latin1 } from "./text-field.ts";

/**
 * PACKET read by hand, because every frame comes this way. Says the same as the declared layout (§3.5) about any bytes;
 * a test compares the two.
 *
 *     24 source 6 │ 30 destination 6 │ [36 family 2, port 2, address 4 or 16] │ compression 1 │ transform 1 │ payload
 *
 * The caller has checked version, flags and type, and that the 24 header bytes are there.
 */
export function decodePacket(bytes: Uint8Array, word: number): Packet | Malformed {
  const length = bytes.length;
  if (bytes[4] === 0 || bytes[23] !== 0) return { malformed: "community", at: 4 };
  const withSocket = (word & flag.socket) !== 0;
  const v6 = withSocket && length > sockAt && (bytes[sockAt]! & 0x80) !== 0;
  const addressBytes = v6 ? 16 : 4;
  const at = withSocket ? sockAt + 4 + addressBytes : sockAt;
  if (withSocket && length > sockAt + 1 && ((bytes[sockAt]! & 0x3f) !== 0 || bytes[sockAt + 1] !== 0))
    return { malformed: "family", at: sockAt };
  if (length < at + 2) return { malformed: "short", at: length };
  const packet: Packet = {
    type: "PACKET",
    ttl: bytes[1]!,
    fromSupernode: (word & flag.fromSupernode) !== 0,
    community: latin1(bytes.subarray(4, spec.headerBytes)) as Community,
    source: macAt(bytes, 24),
    destination: macAt(bytes, 30),
    compression: bytes[at]!,
    transform: bytes[at + 1]!,
    payload: bytes.subarray(at + 2),
  };
  if (!withSocket) return packet;
  const port = (bytes[sockAt + 2]! << 8) | bytes[sockAt + 3]!;
  return { ...packet, socket: { address: ipText(bytes.subarray(sockAt + 4, at)), port } };
}

const sockAt = 36;
