import { internetChecksum } from "../../evidence/capture/internet-checksum.ts";
import type { Mtu } from "../../topology/link.ts";

/** RFC 791, 792, 1191 §4, 8200, 4443 §3.2; Ethernet. */
const spec = {
  ethernetBytes: 14,
  ipv4: { etherType: 0x0800, least: 20, dontFragment: 0x4000, moreFragments: 0x2000, offset: 0x1fff },
  ipv6: { etherType: 0x86dd, least: 40 },
  icmp: { protocol: 1, unreachable: 3, fragmentationNeeded: 4, quotedBytes: 8 },
  icmp6: { protocol: 58, tooBig: 2, longest: 1280 },
  ttl: 64,
} as const;

/** What becomes of a frame at a link with an MTU. */
export type MtuFit =
  | { readonly is: "fits" }
  /** Each is a frame. */
  | { readonly is: "fragmented"; readonly frames: readonly Uint8Array[] }
  /** Must not be fragmented; `answer`: a frame for its sender. */
  | { readonly is: "too long"; readonly answer?: Uint8Array };

/** As a router does with a packet for a link of that MTU. Anything but IP fits. */
export function fit(frame: Uint8Array, mtu: Mtu): MtuFit {
  const length = frame.length - spec.ethernetBytes;
  const etherType = u16(frame, 12);
  if (length <= mtu.bytes || (etherType !== spec.ipv4.etherType && etherType !== spec.ipv6.etherType))
    return { is: "fits" };
  const packet = frame.subarray(spec.ethernetBytes);
  const isIpv6 = etherType === spec.ipv6.etherType;
  if (!isIpv6 && (u16(packet, 6) & spec.ipv4.dontFragment) === 0)
    return { is: "fragmented", frames: fragments(frame, mtu.bytes) };
  if (mtu.errors === "swallowed" || isError(packet, isIpv6)) return { is: "too long" };
  return { is: "too long", answer: isIpv6 ? tooBig(frame, mtu.bytes) : fragmentationNeeded(frame, mtu.bytes) };
}

function fragments(frame: Uint8Array, mtu: number): readonly Uint8Array[] {
  const packet = frame.subarray(spec.ethernetBytes, spec.ethernetBytes + u16(frame, spec.ethernetBytes + 2));
  const headerBytes = (packet[0]! & 0x0f) * 4;
  const most = (mtu - headerBytes) & ~7;
  const frames: Uint8Array[] = [];
  const flags = u16(packet, 6);
  for (let at = headerBytes; at < packet.length; at += most) {
    const body = packet.subarray(at, Math.min(packet.length, at + most));
    const isLast = at + most >= packet.length;
    const piece = new Uint8Array(spec.ethernetBytes + headerBytes + body.length);
    piece.set(frame.subarray(0, spec.ethernetBytes + headerBytes));
    piece.set(body, spec.ethernetBytes + headerBytes);
    const header = new DataView(piece.buffer, spec.ethernetBytes, headerBytes);
    const offset = (flags & spec.ipv4.offset) + (at - headerBytes) / 8;
    header.setUint16(2, headerBytes + body.length);
    header.setUint16(6, (isLast ? flags & spec.ipv4.moreFragments : spec.ipv4.moreFragments) | offset);
    header.setUint16(10, 0);
    header.setUint16(10, internetChecksum(piece.subarray(spec.ethernetBytes, spec.ethernetBytes + headerBytes)));
    frames.push(piece);
  }
  return frames;
}

/** Nothing answers an error (RFC 1122 §3.2.2, RFC 4443 §2.4). */
const isError = (packet: Uint8Array, isIpv6: boolean): boolean =>
  isIpv6
    ? packet[6] === spec.icmp6.protocol && packet[40]! < 128
    : packet[9] === spec.icmp.protocol && ![0, 8, 13, 14].includes(packet[(packet[0]! & 0x0f) * 4]!);

/** From the packet's destination: the link has no address of its own. */
function fragmentationNeeded(frame: Uint8Array, mtu: number): Uint8Array {
  const packet = frame.subarray(spec.ethernetBytes);
  const quoted = packet.subarray(0, (packet[0]! & 0x0f) * 4 + spec.icmp.quotedBytes);
  const answer = new Uint8Array(spec.ethernetBytes + spec.ipv4.least + 8 + quoted.length);
  turned(answer, frame);
  const ip = answer.subarray(spec.ethernetBytes);
  const view = new DataView(answer.buffer, spec.ethernetBytes);
  view.setUint8(0, 0x45);
  view.setUint16(2, ip.length);
  view.setUint8(8, spec.ttl);
  view.setUint8(9, spec.icmp.protocol);
  ip.set(packet.subarray(16, 20), 12);
  ip.set(packet.subarray(12, 16), 16);
  view.setUint16(10, internetChecksum(ip.subarray(0, spec.ipv4.least)));
  view.setUint8(20, spec.icmp.unreachable);
  view.setUint8(21, spec.icmp.fragmentationNeeded);
  view.setUint16(26, mtu);
  ip.set(quoted, 28);
  view.setUint16(22, internetChecksum(ip.subarray(spec.ipv4.least)));
  return answer;
}

function tooBig(frame: Uint8Array, mtu: number): Uint8Array {
  const packet = frame.subarray(spec.ethernetBytes);
  const quoted = packet.subarray(0, spec.icmp6.longest - spec.ipv6.least - 8);
  const answer = new Uint8Array(spec.ethernetBytes + spec.ipv6.least + 8 + quoted.length);
  turned(answer, frame);
  const ip = answer.subarray(spec.ethernetBytes);
  const view = new DataView(answer.buffer, spec.ethernetBytes);
  view.setUint8(0, 0x60);
  view.setUint16(4, 8 + quoted.length);
  view.setUint8(6, spec.icmp6.protocol);
  view.setUint8(7, spec.ttl);
  ip.set(packet.subarray(24, 40), 8);
  ip.set(packet.subarray(8, 24), 24);
  view.setUint8(40, spec.icmp6.tooBig);
  view.setUint32(44, mtu);
  ip.set(quoted, 48);
  view.setUint16(42, checksum6(ip, 8 + quoted.length));
  return answer;
}

function checksum6(ip: Uint8Array, length: number): number {
  const bytes = new Uint8Array(40 + length);
  const view = new DataView(bytes.buffer);
  bytes.set(ip.subarray(8, 40), 0);
  view.setUint32(32, length);
  view.setUint32(36, spec.icmp6.protocol);
  bytes.set(ip.subarray(40, 40 + length), 40);
  return internetChecksum(bytes);
}

function turned(answer: Uint8Array, frame: Uint8Array): void {
  answer.set(frame.subarray(6, 12), 0);
  answer.set(frame.subarray(0, 6), 6);
  answer.set(frame.subarray(12, 14), 12);
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
