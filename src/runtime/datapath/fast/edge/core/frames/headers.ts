// The headers of a host's frame; numbers in network order. A record is a view of bytes at any address.

/** struct virtio_net_hdr without buffer count (virtio 1.2 §5.1.6); numbers in this machine's order. */
@unmanaged
export class VirtioHeader {
  flags: u8;
  /** What to segment: the GSO type. */
  kind: u8;
  headerLength: u16;
  segmentSize: u16;
  checksumStart: u16;
  checksumOffset: u16;
}

/** RFC 791. */
@unmanaged
export class Ipv4Header {
  versionAndLength: u8;
  typeOfService: u8;
  totalLength: u16;
  identification: u16;
  /** "Don't fragment", "more fragments" and the offset. */
  fragment: u16;
  ttl: u8;
  protocol: u8;
  checksum: u16;
  source: u32;
  destination: u32;
}

/** RFC 8200. */
@unmanaged
export class Ipv6Header {
  versionAndFlow: u32;
  payloadLength: u16;
  nextHeader: u8;
  hopLimit: u8;
  source: u64;
  sourceTail: u64;
  destination: u64;
  destinationTail: u64;
}

/** RFC 9293. */
@unmanaged
export class TcpHeader {
  sourcePort: u16;
  destinationPort: u16;
  sequence: u32;
  acknowledgement: u32;
  /** In 32-bit words, in the upper half. */
  dataOffset: u8;
  flags: u8;
  window: u16;
  checksum: u16;
  urgent: u16;
}

/** RFC 768. */
@unmanaged
export class UdpHeader {
  sourcePort: u16;
  destinationPort: u16;
  length: u16;
  checksum: u16;
}

/** Ethernet: destination 6, source 6, EtherType. */
export const etherTypeAt: usize = 12;
/** Offset of the IP header in a frame without VLAN tags. */
export const ipAt: usize = 14;

/** EtherTypes in memory order. */
export const etherTypeIpv4: u16 = 0x0008;
export const etherTypeIpv6: u16 = 0xdd86;
export const etherTypeArp: u16 = 0x0608;
export const etherTypeVlan: u16 = 0x0081;
export const etherTypeServiceVlan: u16 = 0xa888;

export const ipv4Bytes: i32 = 20;
export const ipv6Bytes: i32 = 40;
export const tcpBytes: i32 = 20;
export const udpBytes: i32 = 8;

export const protocolTcp: i32 = 6;
export const protocolUdp: i32 = 17;

export const tcpFin: u8 = 1;
export const tcpPush: u8 = 8;
export const tcpAck: u8 = 16;
export const tcpCwr: u8 = 128;

/** Bits of a virtio header: the checksum is missing, and how to segment the frame. */
export const needsChecksum: i32 = 1;
export const kindTcp4: i32 = 1;
export const kindTcp6: i32 = 4;
export const kindUdp: i32 = 5;
export const kindEcn: i32 = 0x80;
