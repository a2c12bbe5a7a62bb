/** One packet of a capture file; `bytes` begins with the header of `linkType` (tcpdump.org/linktypes.html). */
export interface Captured {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Since the Unix epoch. */
  readonly microseconds: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** The snap length of the capture kept less than the whole packet. */
  readonly cut: boolean;
}

/** A packet longer than this is damage; Wireshark's limit too. */
export const packetBytesMax = 262_144;
