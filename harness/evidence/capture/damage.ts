import { internetChecksum } from "./internet-checksum.ts";

/** RFC 791, 8200 §8.1, 768, 9293, 792, 4443. `checksumAt`: in the message. */
const spec = {
  ipv4: { least: 20, version: 4, protocolAt: 9, addressesAt: 12, addressBytes: 8 },
  ipv6: { least: 40, version: 6, protocolAt: 6, addressesAt: 8, addressBytes: 32 },
  moreOrOffset: 0x3fff,
  checksumAt: { 1: 2, 6: 16, 17: 6, 58: 2 } as Readonly<Record<number, number>>,
  icmp: 1,
  udp: 17,
} as const;

/**
 * Whether a captured IP packet has a wrong checksum. False if that is not known: a fragment, cut short, without a checksum. One
 * that the kernel leaves to a network card is not wrong: then it is that of the pseudo header alone (Linux, CHECKSUM_PARTIAL).
 */
export function isDamaged(packet: Uint8Array): boolean {
  const version = (packet[0] ?? 0) >> 4;
  const kind = version === spec.ipv4.version ? spec.ipv4 : spec.ipv6;
  if (version !== kind.version || packet.length < kind.least) return false;
  const isIpv4 = kind === spec.ipv4;
  const headerBytes = isIpv4 ? (packet[0]! & 0x0f) * 4 : kind.least;
  if (headerBytes < kind.least || packet.length < headerBytes) return false;
  if (isIpv4 && internetChecksum(packet.subarray(0, headerBytes)) !== 0) return true;
  const end = isIpv4 ? u16(packet, 2) : headerBytes + u16(packet, 4);
  if (end > packet.length || (isIpv4 && (u16(packet, 6) & spec.moreOrOffset) !== 0)) return false;
  const protocol = packet[kind.protocolAt]!;
  const at = spec.checksumAt[protocol];
  const message = packet.subarray(headerBytes, end);
  if (at === undefined || message.length < at + 2) return false;
  const checksum = u16(message, at);
  if (protocol === spec.udp && checksum === 0) return false;
  const pseudo = protocol === spec.icmp ? 0 : pseudoSum(packet, kind, message.length);
  const sum = folded(pseudo + (~internetChecksum(message) & 0xffff));
  return sum !== 0xffff && checksum !== folded(pseudo);
}

/** One's complement sum of the pseudo header. */
function pseudoSum(packet: Uint8Array, kind: (typeof spec)["ipv4" | "ipv6"], length: number): number {
  let sum = packet[kind.protocolAt]! + (length & 0xffff) + (length >>> 16);
  for (let at = kind.addressesAt; at < kind.addressesAt + kind.addressBytes; at += 2) sum += u16(packet, at);
  return sum;
}

function folded(sum: number): number {
  let rest = sum;
  while (rest > 0xffff) rest = (rest & 0xffff) + (rest >>> 16);
  return rest;
}

const u16 = (bytes: Uint8Array, offset: number): number => (bytes[offset]! << 8) | bytes[offset + 1]!;
