// Offsets in a hidden header (fact sheet §8.2; the diagram is in src/seal/header.ts): a block that serves as IV, then
// the part that is XORed with a key stream, from `streamFrom` on.

/** The first block of a datagram before it is encrypted; numbers in network order. */
@unmanaged
export class StartBlock {
  checksumHigh: u32;
  /** The low half of the checksum, XORed with the high half of the stamp. */
  checksumLow: u32;
  stampLow: u32;
  random: u32;
}

/** The "magic" and the length of the header; the four bytes that the block has displaced follow. */
export const magicAt: usize = 16;
export const displacedAt: usize = 20;
export const streamFrom: usize = magicAt;
/** What is hidden of a header behind the first two blocks, up to its compression. */
export const tailAt: usize = 32;

export const magic: u32 = 0x6e320000;
