import { isIpv6 } from "../../../src/base/address/ip.ts";
import type { Impairment } from "../../topology/link.ts";
import type { CapturedPacket } from "../evidence.ts";

/** Of the Ethernet frame of a datagram or ICMP message, without the frame check sequence. */
export function frameLength({ protocol, from, payload, length = payload.length }: CapturedPacket): number {
  return 14 + (from !== undefined && isIpv6(from.address) ? 40 : 20) + (protocol === "udp" ? 8 : 0) + length;
}

/** Whether it can pass in one piece: fragments cannot be followed. */
export const passesWhole = (packet: CapturedPacket, { mtu }: Impairment): boolean =>
  mtu === undefined || frameLength(packet) - 14 <= mtu.bytes;
