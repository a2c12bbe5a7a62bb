import { concat } from "../../../src/base/bytes.ts";
import { ipBytes, ipText } from "../../../src/base/address/ip.ts";
import { macAt, writeMac, type Mac } from "../../../src/base/address/mac.ts";
import { internetChecksum } from "../../evidence/capture/internet-checksum.ts";

/** What the simulated hosts send through the overlay: ARP (RFC 826) and ICMP echo (RFC 792) over IPv4 (RFC 791). */
export type Frame = ArpFrame | EchoFrame;

export interface ArpFrame {
  readonly kind: "arp";
  readonly to: Mac;
  readonly from: Mac;
  readonly operation: "request" | "reply";
  readonly sender: { readonly mac: Mac; readonly address: string };
  readonly target: { readonly mac: Mac; readonly address: string };
}

export interface EchoFrame {
  readonly kind: "echo";
  readonly to: Mac;
  readonly from: Mac;
  readonly source: string;
  readonly destination: string;
  readonly request: boolean;
  readonly id: number;
  readonly sequence: number;
  /** The whole ICMP message. */
  readonly message: Uint8Array;
}

const spec = { ipv4: 0x0800, arp: 0x0806, icmp: 1, ttl: 64, echoRequest: 8, echoReply: 0 } as const;
const headers = { ethernet: 14, arp: 28, ipv4: 20, icmp: 8 } as const;

export function arpFrame({ to, from, operation, sender, target }: Omit<ArpFrame, "kind">): Uint8Array {
  const body = Uint8Array.from([0, 1, 8, 0, 6, 4, 0, operation === "request" ? 1 : 2, ...Array<number>(20).fill(0)]);
  writeMac(body, 8, sender.mac);
  body.set(ipBytes(sender.address)!, 14);
  writeMac(body, 18, target.mac);
  body.set(ipBytes(target.address)!, 24);
  return ethernet(to, from, spec.arp, body);
}

export function echoFrame(pick: Pick<EchoFrame, "to" | "from" | "source" | "destination" | "message">): Uint8Array {
  const { to, from, source, destination, message } = pick;
  const total = headers.ipv4 + message.length;
  const ip = Uint8Array.from([
    0x45,
    0,
    ...word(total),
    0,
    0,
    0x40,
    0,
    spec.ttl,
    spec.icmp,
    0,
    0,
    ...Array<number>(8).fill(0),
  ]);
  ip.set(ipBytes(source)!, 12);
  ip.set(ipBytes(destination)!, 16);
  ip.set(word(internetChecksum(ip)), 10);
  return ethernet(to, from, spec.ipv4, concat(ip, message));
}

/** Undefined = something else, or damaged. */
export function readFrame(frame: Uint8Array): Frame | undefined {
  if (frame.length < headers.ethernet) return undefined;
  const etherType = (frame[12]! << 8) | frame[13]!;
  const link = { to: macAt(frame, 0), from: macAt(frame, 6) };
  const body = frame.subarray(headers.ethernet);
  if (etherType === spec.arp && body.length >= headers.arp) return { ...link, ...readArp(body) };
  const echo = etherType === spec.ipv4 ? readEcho(body) : undefined;
  return echo && { ...link, ...echo };
}

function readArp(body: Uint8Array): Omit<ArpFrame, "to" | "from"> {
  return {
    kind: "arp",
    operation: body[7] === 1 ? "request" : "reply",
    sender: { mac: macAt(body, 8), address: ipText(body.subarray(14, 18)) },
    target: { mac: macAt(body, 18), address: ipText(body.subarray(24, 28)) },
  };
}

function readEcho(packet: Uint8Array): Omit<EchoFrame, "to" | "from"> | undefined {
  if (packet.length < headers.ipv4 + headers.icmp || packet[0] !== 0x45 || packet[9] !== spec.icmp) return undefined;
  const total = (packet[2]! << 8) | packet[3]!;
  if (total > packet.length) return undefined;
  const message = packet.subarray(headers.ipv4, total);
  const type = message[0];
  if (type !== spec.echoRequest && type !== spec.echoReply) return undefined;
  if (internetChecksum(packet.subarray(0, headers.ipv4)) !== 0 || internetChecksum(message) !== 0) return undefined;
  return {
    kind: "echo",
    source: ipText(packet.subarray(12, 16)),
    destination: ipText(packet.subarray(16, 20)),
    request: type === spec.echoRequest,
    id: (message[4]! << 8) | message[5]!,
    sequence: (message[6]! << 8) | message[7]!,
    message,
  };
}

function ethernet(to: Mac, from: Mac, etherType: number, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headers.ethernet + body.length);
  writeMac(frame, 0, to);
  writeMac(frame, 6, from);
  frame.set(word(etherType), 12);
  frame.set(body, headers.ethernet);
  return frame;
}

const word = (value: number): [number, number] => [value >> 8, value & 0xff];
