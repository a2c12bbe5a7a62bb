import { type Mac, broadcastMac, macAt, writeMac } from "../../base/address/mac.ts";

//  0        6        12     14
//  ┌────────┬────────┬──────┬─────────
//  │ to     │ from   │ type │ payload        Ethernet II; numbers big endian
//  └────────┴────────┴──────┴─────────

export const headerBytes = 14;
const etherTypeIpv4 = 0x0800;
/** Ethernet and IPv4, six bytes and four. */
const arp = { etherType: 0x0806, bytes: 28, start: [0, 1, 8, 0, 6, 4], senderMac: 8, senderAddress: 14 } as const;
const ipv4 = { minimum: 20, source: 12, destination: 16 } as const;

/** The caller has checked that the frame has a header. */
export const destinationOf = (frame: Uint8Array): Mac => macAt(frame, 0);

/** The same. */
export const senderOf = (frame: Uint8Array): Mac => macAt(frame, 6);

/** Undefined = not an IPv4 frame, or cut short. */
export function frameIpv4Source(frame: Uint8Array): string | undefined {
  return isIpv4(frame) ? addressAt(frame, headerBytes + ipv4.source) : undefined;
}

export function frameIpv4Destination(frame: Uint8Array): string | undefined {
  return isIpv4(frame) ? addressAt(frame, headerBytes + ipv4.destination) : undefined;
}

/**
 * The IPv4 address that the sender of an ARP frame claims (RFC 826). Undefined = not ARP, no address yet (0.0.0.0),
 * or it speaks for a station other than `mac`.
 */
export function arpSender(frame: Uint8Array, mac: Mac): string | undefined {
  const isArp = frame.length >= headerBytes + arp.bytes && ((frame[12]! << 8) | frame[13]!) === arp.etherType;
  if (!isArp || arp.start.some((byte, i) => frame[headerBytes + i] !== byte)) return undefined;
  if (macAt(frame, headerBytes + arp.senderMac) !== mac) return undefined;
  const address = addressAt(frame, headerBytes + arp.senderAddress);
  return address === "0.0.0.0" ? undefined : address;
}

/** Announces the owner of the address (fact sheet §10.2, 42 bytes). */
export function gratuitousArp(mac: Mac, address: string): Uint8Array {
  const frame = new Uint8Array(42);
  const reply = [0x08, 0x06, 0x00, 0x01, 0x08, 0x00, 6, 4, 0x00, 0x02];
  const ip = address.split(".").map(Number);
  writeMac(frame, 0, broadcastMac);
  writeMac(frame, 6, mac);
  frame.set(reply, 12);
  writeMac(frame, 22, mac);
  frame.set(ip, 28);
  writeMac(frame, 32, broadcastMac);
  frame.set(ip, 38);
  return frame;
}

function isIpv4(frame: Uint8Array): boolean {
  return frame.length >= headerBytes + ipv4.minimum && ((frame[12]! << 8) | frame[13]!) === etherTypeIpv4;
}

function addressAt(bytes: Uint8Array, at: number): string {
  return `${bytes[at]!}.${bytes[at + 1]!}.${bytes[at + 2]!}.${bytes[at + 3]!}`;
}
