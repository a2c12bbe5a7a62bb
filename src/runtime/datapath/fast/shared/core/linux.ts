// Structures of Linux system calls on 64-bit little-endian machines. Fields of an `@unmanaged` class are laid out as
// in C, so a record is a view of bytes, at no cost.

/** struct iovec (readv(2)). */
@unmanaged
export class Vector {
  base: u64;
  length: u64;
}

/** struct sockaddr_in (ip(7)); port and address in network order. */
@unmanaged
export class SocketAddress {
  family: u16;
  port: u16;
  address: u32;
  zero: u64;
}

/** struct mmsghdr (sendmmsg(2)): a struct msghdr, and how many bytes were received. */
@unmanaged
export class Message {
  name: u64;
  /** An int and its padding. */
  nameLength: u64;
  vectors: u64;
  vectorCount: u64;
  control: u64;
  controlLength: u64;
  /** An int and its padding. */
  flags: u64;
  received: i32;
  padding: u32;
}

/** struct cmsghdr (cmsg(3)); the data follow. */
@unmanaged
export class ControlMessage {
  length: u64;
  level: u32;
  type: u32;
}

/** UDP_SEGMENT: the size of the datagrams to split a message into (udp(7)). */
@unmanaged
export class SegmentControl extends ControlMessage {
  /** A u16 and its padding. */
  size: u64;
}

/** UDP_GRO: the size of the datagrams that the kernel joined (udp(7)). */
@unmanaged
export class JoinedControl extends ControlMessage {
  size: i32;
}

/** IP_PKTINFO with a struct in_pktinfo (ip(7)). */
@unmanaged
export class PacketInfoControl extends ControlMessage {
  interfaceIndex: u32;
  /** Our address. */
  local: u32;
  /** The destination of the datagram. For a broadcast, not our address. */
  destination: u32;
  padding: u32;
}

export const familyInternet: u16 = 2;
export const levelIp: u32 = 0;
export const packetInfo: u32 = 8;
export const levelUdp: u32 = 17;
export const udpSegment: u32 = 103;
export const udpGro: u32 = 104;

export const nameBytes: i32 = 16;
export const vectorBytes: i32 = 16;
export const messageBytes: i32 = 64;
/** With and without the padding after it: CMSG_SPACE and CMSG_LEN. */
export const segmentControlBytes: i32 = 24;
export const segmentControlLength: u64 = 18;
export const packetInfoBytes: i32 = 32;
export const packetInfoLength: u64 = 28;
export const joinedControlLength: usize = 20;
