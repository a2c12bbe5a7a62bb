import { decode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { payloadOffset } from "../wire/packet.ts";
import { spec as wire } from "../wire/spec.ts";
import { padded } from "../wire/fields/text.ts";
import { authenticatedTransform, prefixBytes } from "../edge/authentic/sealed-payload.ts";
import type { Veil } from "./veil.ts";

/** How much of what users send is written. */
export type Payloads = "heads" | "whole";

/** A frame with zeros behind its headers: Ethernet, then ARP whole, or IP with the first bytes of TCP, UDP and ICMP. */
export function blankFrame(frame: Uint8Array, payloads: Payloads): Uint8Array {
  return payloads === "whole" ? frame : blankFrom(frame, headOf(frame));
}

/** A plain datagram without tokens, names that are hidden, and, unless they are wanted, payloads. Its length stays. */
export function blankPlain(bytes: Uint8Array, veil: Veil, payloads: Payloads): Uint8Array {
  const message = decode(bytes);
  if ("malformed" in message) return blankMalformed(bytes);
  const blanked = Uint8Array.from(bytes);
  if (veil.name(message.community) !== message.community)
    blanked.set(padded(veil.name(message.community), wire.communityBytes), nameAt);
  if (message.type === "PACKET") return payloads === "whole" ? blanked : blankFrom(blanked, openPart(blanked, message));
  if ("auth" in message) replaceAll(blanked, message.auth.token, veil.token(message.auth.token));
  return blanked;
}

/**
 * A datagram that is no plain message. `opened`: the type of what a key made of it, which the recording has elsewhere. What
 * remains is what a receiver looks at before it tries a key, and the hash behind a registration.
 */
export function blankSealed(bytes: Uint8Array, opened: Message["type"] | "malformed" | undefined): Uint8Array {
  const blanked = blankFrom(bytes, wire.headerBytes);
  const tail = bytes.length - hashBytes;
  const isSigned = opened !== undefined && opened !== "PACKET" && opened !== "malformed";
  if (isSigned && tail >= wire.headerBytes) blanked.set(bytes.subarray(tail), tail);
  return blanked;
}

/** Malformed it has to stay. */
export function blankMalformed(bytes: Uint8Array): Uint8Array {
  const blanked = blankFrom(bytes, wire.headerBytes);
  return "malformed" in decode(blanked) ? blanked : bytes.slice(0, wire.headerBytes - 1);
}

const nameAt = 4;
const hashBytes = 16;

/** Up to the payload; what stands in clear before an authenticated one is how it is opened. */
function openPart(bytes: Uint8Array, { transform }: Extract<Message, { type: "PACKET" }>): number {
  return payloadOffset(bytes) + (transform === authenticatedTransform ? prefixBytes : 0);
}

function blankFrom(bytes: Uint8Array, end: number): Uint8Array {
  const blanked = new Uint8Array(bytes.length);
  blanked.set(bytes.subarray(0, end));
  return blanked;
}

function replaceAll(bytes: Uint8Array, token: Uint8Array, by: Uint8Array): void {
  if (token.length === 0) return;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = view.indexOf(token, wire.headerBytes); at >= 0; at = view.indexOf(token, at + token.length)) {
    bytes.set(by, at);
  }
}

const ethernet = { bytes: 14, type: 12, arp: 0x0806, arpBytes: 28, ipv4: 0x0800, ipv6: 0x86dd } as const;
const ipv6Bytes = 40;
/** By the number of the protocol (IANA): ICMP, TCP without options, UDP, ICMPv6. */
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
