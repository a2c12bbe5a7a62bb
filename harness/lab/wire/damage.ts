const ethernetBytes = 14;
const ipv6HeaderBytes = 40;

/**
 * The offset of one bit of what follows the IP header, chosen by a number from 0 to 1: there every checksum notices one wrong
 * bit, while IPv6 has none for its header. Undefined = the frame has no such bits.
 */
export function wrongBit(frame: Uint8Array, choice: number): number | undefined {
  const version = (frame[ethernetBytes] ?? 0) >> 4;
  if (version !== 4 && version !== 6) return undefined;
  const begin = ethernetBytes + (version === 6 ? ipv6HeaderBytes : (frame[ethernetBytes]! & 0x0f) * 4);
  const bits = (frame.length - begin) * 8;
  return bits > 0 ? begin * 8 + Math.floor(choice * bits) : undefined;
}

/** Inverts a bit, the most significant one of a byte first. */
export function flipBit(bytes: Uint8Array, bit: number): void {
  bytes[bit >> 3]! ^= 0x80 >> (bit & 7);
}
