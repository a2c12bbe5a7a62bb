import { concat } from "../../../base/bytes.ts";

/** A record for a pcap file. */
export interface Packet {
  readonly microseconds?: number;
  readonly bytes: Uint8Array;
  /** Its length on the wire, if the capture has less. */
  readonly original?: number;
}

/** A little-endian pcap file. */
export function pcap(packets: readonly Packet[], linkType = 1): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(linkType, 20);
  const records = packets.map(({ microseconds = 0, bytes, original = bytes.length }) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(Math.floor(microseconds / 1e6));
    head.writeUInt32LE(microseconds % 1e6, 4);
    head.writeUInt32LE(bytes.length, 8);
    head.writeUInt32LE(original, 12);
    return concat(head, bytes);
  });
  return Buffer.concat([header, ...records]);
}

/** The packets of a little-endian pcap file in microseconds. */
export function packetsOf(file: Buffer): Required<Packet>[] {
  const packets: Required<Packet>[] = [];
  for (let at = 24; at < file.length;) {
    const [seconds, fraction, length, original] = [0, 4, 8, 12].map((value) => file.readUInt32LE(at + value));
    const bytes = file.subarray(at + 16, at + 16 + length!);
    packets.push({ microseconds: seconds! * 1e6 + fraction!, bytes, original: original! });
    at += 16 + length!;
  }
  return packets;
}

/** Plain ports, no checksums: they are not checked. */
export function ipv4(protocol: number, body: Uint8Array, { id = 0, fragment = 0 } = {}): Uint8Array {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + body.length, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE(fragment, 6);
  header[9] = protocol;
  header.set([10, 0, 0, 1, 10, 0, 0, 2], 12);
  return concat(header, body);
}

export function ipv6(next: number, body: Uint8Array): Uint8Array {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = next;
  header[8] = header[24] = 0xfd;
  return concat(header, body);
}

export function udp(payload: Uint8Array, from = 4000, to = 7654): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from);
  header.writeUInt16BE(to, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return concat(header, payload);
}

export function tcp(sequence: number, payload: Uint8Array, { opens = false, from = 4000 } = {}): Uint8Array {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from);
  header.writeUInt16BE(7654, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header[12] = 0x50;
  header[13] = opens ? 2 : 16;
  return concat(header, payload);
}

/** An Ethernet header with some EtherType, between two MACs. */
export const ethernet = (etherType: string, body: Uint8Array): Uint8Array =>
  concat(Buffer.from(`020000000002020000000001${etherType}`, "hex"), body);
