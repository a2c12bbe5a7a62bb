import { decode, encode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { spec as wire } from "../wire/spec.ts";
import { authenticatedTransform, prefixBytes } from "../edge/authentic/sealed-payload.ts";
import type { Veil } from "./veil.ts";

/** How much of users' data is written. */
export type Payloads = "heads" | "whole";

/** A frame with zeros after its headers: Ethernet, then all of ARP, or IP with the first bytes of TCP, UDP and ICMP. */
export function blankFrame(frame: Uint8Array, payloads: Payloads): Uint8Array {
  return payloads === "whole" ? frame : blankFrom(frame, headOf(frame));
}

/**
 * A plain datagram without tokens, hidden names and, unless wanted, payloads. Only the fields of its message remain,
 * not the bytes after it or after the zero that ends a text. Its length stays the same.
 */
export function blankPlain(bytes: Uint8Array, veil: Veil, payloads: Payloads): Uint8Array {
  const message = decode(bytes);
  if ("malformed" in message) return outline(bytes);
  const blanked = new Uint8Array(bytes.length);
  // Longer only by a last field that may be absent, which is then zero.
  blanked.set(encode(veiled(message, veil, payloads)).subarray(0, bytes.length));
  return blanked;
}

/**
 * A datagram that is not a plain message. `opened`: the type of the message that a key opened, which is elsewhere in
 * the recording. Only its outline remains, and a stand-in for the hash after a registration.
 */
export function blankSealed(bytes: Uint8Array, opened: Message["type"] | "malformed", veil: Veil): Uint8Array {
  const blanked = outline(bytes);
  const tail = bytes.length - hashBytes;
  const isSigned = opened !== "PACKET" && opened !== "malformed";
  if (isSigned && tail >= wire.headerBytes) blanked.set(veil.bytes(bytes.subarray(tail)), tail);
  return blanked;
}

/**
 * The bytes that a receiver reads before it tries a key: version, TTL and flags, and the zero at the end of a
 * community's name. The name is absent, so that the outline cannot become a message.
 */
function outline(bytes: Uint8Array): Uint8Array {
  const blanked = blankFrom(bytes, nameAt);
  if (bytes.length >= wire.headerBytes) blanked[nameEnd] = bytes[nameEnd]!;
  return blanked;
}

const nameAt = 4;
const nameEnd = wire.headerBytes - 1;
const hashBytes = 16;

function veiled(message: Message, veil: Veil, payloads: Payloads): Message {
  const community = veil.name(message.community);
  if (message.type === "PACKET")
    return { ...message, community, payload: payloads === "whole" ? message.payload : blankPayload(message) };
  if (!("auth" in message)) return { ...message, community };
  return { ...message, community, auth: { ...message.auth, token: veil.token(message.auth.token) } };
}

/** The clear prefix of an authenticated payload stays, because it is needed to open it. */
const blankPayload = ({ payload, transform }: Extract<Message, { type: "PACKET" }>): Uint8Array =>
  blankFrom(payload, transform === authenticatedTransform ? prefixBytes : 0);

function blankFrom(bytes: Uint8Array, end: number): Uint8Array {
  const blanked = new Uint8Array(bytes.length);
  blanked.set(bytes.subarray(0, end));
  return blanked;
}

const ethernet = { bytes: 14, type: 12, arp: 0x0806, arpBytes: 28, ipv4: 0x0800, ipv6: 0x86dd } as const;
const ipv6Bytes = 40;
/** By protocol number (IANA): ICMP, TCP without options, UDP, ICMPv6. */
const transportBytes: Readonly<Record<number, number>> = { 1: 8, 6: 20, 17: 8, 58: 8 };

function headOf(frame: Uint8Array): number {
  const type = ((frame[ethernet.type] ?? 0) << 8) | (frame[ethernet.type + 1] ?? 0);
  if (type === ethernet.arp) return ethernet.bytes + ethernet.arpBytes;
  if (type === ethernet.ipv4) {
    const own = ((frame[ethernet.bytes] ?? 0) & 0xf) * 4;
    const isFirst = (((frame[ethernet.bytes + 6] ?? 0) & 0x1f) | (frame[ethernet.bytes + 7] ?? 0)) === 0;
    return ethernet.bytes + own + (isFirst ? (transportBytes[frame[ethernet.bytes + 9] ?? 0] ?? 0) : 0);
  }
  if (type === ethernet.ipv6) return ethernet.bytes + ipv6Bytes + (transportBytes[frame[ethernet.bytes + 6] ?? 0] ?? 0);
  return ethernet.bytes;
}
