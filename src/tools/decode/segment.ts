import { type Endpoint, endpointKey } from "../../base/endpoint.ts";
import { ipText } from "../../base/ip-address.ts";
import type { Captured } from "./pcap.ts";

/** A UDP datagram or TCP segment. IP fragments other than whole datagrams are left out. */
export interface Segment {
  readonly microseconds: number;
  readonly protocol: "udp" | "tcp";
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly payload: Uint8Array;
  /** TCP only. */
  readonly sequence: number;
  readonly opens: boolean;
}

/** Undefined = something else than UDP or TCP over IP, or cut short by the capture. */
export function segmentIn({ microseconds, linkType, bytes }: Captured): Segment | undefined {
  const ip = ipPacket(linkType, bytes);
  if (ip === undefined) return undefined;
  const { protocol, source, destination, payload } = ip;
  if (payload.length < udpHeader) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const from = { address: source, port: view.getUint16(0) };
  const to = { address: destination, port: view.getUint16(2) };
  const common = { microseconds, from, to };
  if (protocol === 17) {
    const length = view.getUint16(4);
    if (length < udpHeader || length > payload.length) return undefined;
    return { ...common, protocol: "udp", payload: payload.subarray(udpHeader, length), sequence: 0, opens: false };
  }
  if (protocol !== 6 || payload.length < 20) return undefined;
  const header = (payload[12]! >> 4) * 4;
  const opens = (payload[13]! & 0x02) !== 0;
  return { ...common, protocol: "tcp", payload: payload.subarray(header), sequence: view.getUint32(4), opens };
}

export const direction = ({ from, to }: Segment): string => `${endpointKey(from)} ${endpointKey(to)}`;

const udpHeader = 8;

/** Where the IP header starts, by link type: Ethernet, raw IP, Linux "cooked" v1 and v2. */
const ipAt: Readonly<Record<number, number>> = { 1: 14, 101: 0, 113: 16, 276: 20 };

interface IpPacket {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly payload: Uint8Array;
}

/** RFC 791, RFC 8200. What follows the IP packet is padding of the link. */
function ipPacket(linkType: number, bytes: Uint8Array): IpPacket | undefined {
  const at = ipAt[linkType];
  if (at === undefined || bytes.length < at + 20) return undefined;
  const ip = bytes.subarray(at);
  const view = new DataView(ip.buffer, ip.byteOffset, ip.length);
  const text = (from: number, to: number) => ipText(ip.subarray(from, to));
  if (ip[0]! >> 4 === 4) {
    const header = (ip[0]! & 0x0f) * 4;
    const length = view.getUint16(2);
    if ((view.getUint16(6) & 0x3fff) !== 0 || header < 20 || length < header || length > ip.length) return undefined;
    const payload = ip.subarray(header, length);
    return { protocol: ip[9]!, source: text(12, 16), destination: text(16, 20), payload };
  }
  if (ip[0]! >> 4 !== 6 || ip.length < 40) return undefined;
  const length = view.getUint16(4);
  if (40 + length > ip.length) return undefined;
  return { protocol: ip[6]!, source: text(8, 24), destination: text(24, 40), payload: ip.subarray(40, 40 + length) };
}
