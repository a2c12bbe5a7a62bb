import { Bug } from "../../../src/base/bug.ts";
import { concat } from "../../../src/base/bytes.ts";
import { ipBytes } from "../../../src/base/address/ip.ts";
import type { CapturedPacket } from "../evidence.ts";
import { internetChecksum } from "./internet-checksum.ts";

/** LINUX_SLL2 (tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2), RFC 791, 8200, 768, 9293. */
const spec = {
  ethernetDevice: 1,
  sll2: { toUs: 0, toAnother: 3, sentByUs: 4 },
  etherType: { arp: 0x0806, ipv4: 0x0800, ipv6: 0x86dd },
  /** 253 is for experiments (RFC 3692): packets whose real number the evidence does not hold. */
  protocol: { icmp: 1, tcp: 6, udp: 17, icmp6: 58, other: 253 },
  ttl: 64,
} as const;

/**
 * The packet as a LINUX_SLL2 record that Wireshark shows and `dissect` reads back to the same value. Headers that the evidence
 * does not hold (TTL, TCP flags, ARP's body) are invented; checksums of IP, UDP and TCP are correct, that of a damaged one is wrong.
 */
export function packetBytes(packet: CapturedPacket, interfaceIndex: number): Uint8Array {
  const { from, to, protocol } = packet;
  if (from === undefined || to === undefined)
    return concat(sll2(packet, interfaceIndex, protocol === "arp" ? spec.etherType.arp : 0), packet.payload);
  const [source, destination] = [addressBytes(from.address), addressBytes(to.address)];
  const isIpv6 = source.length === 16;
  const number =
    protocol === "icmp" && isIpv6 ? spec.protocol.icmp6 : spec.protocol[protocol === "arp" ? "other" : protocol];
  const body = transport(packet, source, destination);
  const header = isIpv6 ? ipv6 : ipv4;
  const link = sll2(packet, interfaceIndex, isIpv6 ? spec.etherType.ipv6 : spec.etherType.ipv4);
  return concat(link, header(number, source, destination, body.length), body);
}

/** Evidence holds numeric addresses only. */
function addressBytes(text: string): Uint8Array {
  const bytes = ipBytes(text);
  if (bytes === undefined) throw new Bug(`not a numeric address: ${text}`);
  return bytes;
}

function sll2(packet: CapturedPacket, interfaceIndex: number, etherType: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  const { sentByUs, toAnother, toUs } = spec.sll2;
  view.setUint16(0, etherType);
  view.setUint32(4, interfaceIndex);
  view.setUint16(8, spec.ethernetDevice);
  view.setUint8(10, packet.direction === "out" ? sentByUs : packet.overheard ? toAnother : toUs);
  return bytes;
}

function ipv4(protocol: number, source: Uint8Array, destination: Uint8Array, bodyLength: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, bytes.length + bodyLength);
  view.setUint8(8, spec.ttl);
  view.setUint8(9, protocol);
  bytes.set(source, 12);
  bytes.set(destination, 16);
  view.setUint16(10, internetChecksum(bytes));
  return bytes;
}

function ipv6(protocol: number, source: Uint8Array, destination: Uint8Array, bodyLength: number): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x60);
  view.setUint16(4, bodyLength);
  view.setUint8(6, protocol);
  view.setUint8(7, spec.ttl);
  bytes.set(source, 8);
  bytes.set(destination, 24);
  return bytes;
}

function transport(
  { protocol, from, to, payload, sequence = 0, isDamaged }: CapturedPacket,
  source: Uint8Array,
  target: Uint8Array,
): Uint8Array {
  if (protocol !== "udp" && protocol !== "tcp") return payload;
  const header = new Uint8Array(protocol === "udp" ? 8 : 20);
  const view = new DataView(header.buffer);
  view.setUint16(0, from!.port);
  view.setUint16(2, to!.port);
  const length = header.length + payload.length;
  if (protocol === "tcp") {
    view.setUint32(4, sequence);
    view.setUint8(12, 0x50);
  } else view.setUint16(4, length);
  const pseudo = concat(source, target, Uint8Array.of(0, spec.protocol[protocol], length >> 8, length & 0xff));
  const checksum = internetChecksum(concat(pseudo, header, payload)) || 0xffff;
  // Any other one that is not zero is wrong.
  view.setUint16(protocol === "udp" ? 6 : 16, isDamaged ? checksum ^ 0x0100 || 0x0101 : checksum);
  return concat(header, payload);
}
