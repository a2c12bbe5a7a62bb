// Offsets in a PACKET (fact sheet §2, §3.5, §6). The wire does not align the fields, so they are not a record.
//
//   0 version │ 1 TTL │ 2 flags and type u16 │ 4 community 20 │ 24 source 6 │ 30 destination 6 │ 36 compression
//  37 transform │ 38 payload. With a socket (family, port, address), 8 bytes more lie before the compression.

export const ttlAt: usize = 1;
export const flagsAt: usize = 2;
/** The low byte of the flags, which contains the type. */
export const lowFlagsAt: usize = 3;
export const communityAt: usize = 4;
export const sourceAt: usize = 24;
export const destinationAt: usize = 30;
export const compressionAt: usize = 36;
export const transformAt: usize = 37;
export const socketFamilyAt: usize = 36;
export const socketPortAt: usize = 38;
export const socketAddressAt: usize = 40;
/** With a socket. */
export const relayedCompressionAt: usize = 44;

export const version: u8 = 3;
export const typePacket: u8 = 3;
export const compressionNone: u8 = 1;
export const transformNull: u8 = 1;
/** Bits of the low flags. */
export const typeMask: u8 = 0x1f;
export const fromSupernode: u8 = 0x20;
export const hasSocket: u8 = 0x40;

export const communityBytes: usize = 20;
export const macBytes: usize = 6;
/** In all messages. */
export const commonBytes: i32 = 24;
export const headerBytes: i32 = 38;
/** With the socket that a supernode inserts. */
export const relayedBytes: i32 = 46;

/** A community's name in words, padded with zeros. */
@unmanaged
export class Community {
  first: u64;
  second: u64;
  third: u32;
}

/** The six bytes of a MAC in words. */
@unmanaged
export class Mac {
  head: u32;
  tail: u16;
}
