/** One packet of a capture file; `bytes` begins with the header of `linkType` (tcpdump.org/linktypes.html). */
export interface Captured {
  /** From 1, as in Wireshark. */
  readonly number: number;
  /** Since the Unix epoch. */
  readonly microseconds: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Truncated by the capture's snap length. */
  readonly cut: boolean;
}

/** A longer packet means damage; also Wireshark's limit. */
export const packetBytesMax = 262_144;
