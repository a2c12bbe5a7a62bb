import type { CapturedPacket } from "../evidence.ts";
import { ipv4TextAt, ipv6TextAt } from "./address-text.ts";
import { behindNat64 } from "../../../src/base/address/nat64.ts";
import { nat64Prefix } from "../../topology/plan/nat64.ts";

type IpPacket = Pick<CapturedPacket, "protocol" | "from" | "to" | "payload" | "length" | "sequence" | "echo">;

/** RFC 791, 8200, 768, 9293, 792, 4443. */
const spec = {
  ipv4HeaderBytes: 20,
  ipv6HeaderBytes: 40,
  udpHeaderBytes: 8,
  tcpHeaderBytes: 20,
  echoHeaderBytes: 8,
  protocol: { icmp: 1, tcp: 6, udp: 17, icmp6: 58 },
  echo: { 1: { request: 8, reply: 0 }, 58: { request: 128, reply: 129 } } as Readonly<
    Record<number, { request: number; reply: number }>
  >,
} as const;

/** IPv4 or IPv6, by its version field. Undefined = not a whole header. A fragment after the first has no ports. */
export function ipPacket(bytes: Uint8Array): IpPacket | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return ipv4(bytes);
  if (version === 6) return ipv6(bytes);
  return undefined;
}

interface Network {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly body: Uint8Array;
  /** What the header says of it. */
  readonly length: number;
}

function ipv4(bytes: Uint8Array): IpPacket | undefined {
  const headerBytes = (bytes[0]! & 0x0f) * 4;
  if (headerBytes < spec.ipv4HeaderBytes || bytes.length < headerBytes) return undefined;
  const length = Math.max(u16(bytes, 2), headerBytes);
  const laterFragment = (u16(bytes, 6) & 0x1fff) !== 0;
  return transport({
    source: ipv4TextAt(bytes, 12),
    destination: ipv4TextAt(bytes, 16),
    protocol: laterFragment ? -1 : bytes[9]!,
    body: bytes.subarray(headerBytes, length),
    length: length - headerBytes,
  });
}

/** Extension headers are not followed: the laboratory's programs send none. */
function ipv6(bytes: Uint8Array): IpPacket | undefined {
  if (bytes.length < spec.ipv6HeaderBytes) return undefined;
  return transport({
    source: underlying(ipv6TextAt(bytes, 8)),
    destination: underlying(ipv6TextAt(bytes, 24)),
    protocol: bytes[6]!,
    body: bytes.subarray(spec.ipv6HeaderBytes, spec.ipv6HeaderBytes + u16(bytes, 4)),
    length: u16(bytes, 4),
  });
}

function transport(ip: Network): IpPacket {
  const { protocol, body, length } = ip;
  if (protocol === spec.protocol.udp && body.length >= spec.udpHeaderBytes) {
    const payload = body.subarray(spec.udpHeaderBytes, Math.max(spec.udpHeaderBytes, u16(body, 4)));
    return { protocol: "udp", ...ports(ip), payload, ...cutShort(payload, length - spec.udpHeaderBytes) };
  }
  if (protocol === spec.protocol.tcp && body.length >= spec.tcpHeaderBytes) {
    const headerBytes = (body[12]! >> 4) * 4;
    const payload = body.subarray(headerBytes);
    // A SYN takes a number of its own.
    const sequence = (u32(body, 4) + ((body[13]! >> 1) & 1)) >>> 0;
    return { protocol: "tcp", ...ports(ip), payload, sequence, ...cutShort(payload, length - headerBytes) };
  }
  const ends = { from: { address: ip.source, port: 0 }, to: { address: ip.destination, port: 0 } };
  if (protocol !== spec.protocol.icmp && protocol !== spec.protocol.icmp6)
    return { protocol: "other", ...ends, payload: body };
  const echo = echoOf(protocol, body);
  return { protocol: "icmp", ...ends, payload: body, ...(echo ? { echo } : {}) };
}

const cutShort = ({ length: captured }: Uint8Array, length: number): Pick<IpPacket, "length"> =>
  length > captured ? { length } : {};

function ports({ source, destination, body }: Network): Required<Pick<CapturedPacket, "from" | "to">> {
  return {
    from: { address: source, port: u16(body, 0) },
    to: { address: destination, port: u16(body, 2) },
  };
}

function echoOf(protocol: number, message: Uint8Array): CapturedPacket["echo"] {
  const types = spec.echo[protocol];
  const type = message[0];
  if (types === undefined || message.length < spec.echoHeaderBytes) return undefined;
  if (type !== types.request && type !== types.reply) return undefined;
  return { request: type === types.request, id: u16(message, 4), sequence: u16(message, 6) };
}

const u32 = (bytes: Uint8Array, offset: number): number => ((u16(bytes, offset) << 16) | u16(bytes, offset + 2)) >>> 0;

const u16 = (bytes: Uint8Array, offset: number): number => (bytes[offset]! << 8) | bytes[offset + 1]!;

/** What is behind NAT64 has the IPv4 address that it stands for, so that a datagram can be followed through it. */
const underlying = (address: string): string =>
  address.startsWith(nat64Prefix) ? (behindNat64(address, nat64Prefix) ?? address) : address;
