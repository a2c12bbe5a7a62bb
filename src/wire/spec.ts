/** n2n v3 (fact sheet §2, §3); changing one breaks interoperation. */
export const spec = {
  version: 3,
  ttl: 2,
  headerBytes: 24,
  /** The last byte is always zero. */
  communityBytes: 20,
  /** The last byte is always zero. */
  descriptionBytes: 16,
  versionTextBytes: 20,
  /** The reference does not check, and writes beyond its buffer (§14.2). */
  tokenMax: 48,
  /** Limit of the reference's buffer (§3.6). */
  supernodesMax: 44,
  supernodeEntryBytes: 26,
  lifetime: 15,
} as const;

/** Bits of the word at offset 2. */
export const flag = {
  type: 0x001f,
  fromSupernode: 0x0020,
  socket: 0x0040,
  /** Never used; a supernode treats a packet with any of these as encrypted (§2, §8). */
  unknown: 0xff80,
} as const;
