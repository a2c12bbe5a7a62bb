import { flipBit } from "../../lab/wire/damage.ts";
import type { SimDatagram } from "./datagram.ts";

/** Ethernet, IPv4 and UDP headers. */
const headerBytes = 14 + 20 + 8;
const longestFrame = new Uint8Array(headerBytes + 65_507);
longestFrame.set([0x08, 0x00, 0x45], 12);

/** A link considers only a frame's length, its EtherType, and where its IP header ends. */
export const frameLike = ({ bytes }: SimDatagram): Uint8Array => longestFrame.subarray(0, headerBytes + bytes.length);

/** With the bit at this offset of its frame inverted. One in the UDP header is only remembered, in `isDamaged`. */
export function damaged(datagram: SimDatagram, bit: number): SimDatagram {
  const bytes = new Uint8Array(datagram.bytes);
  if (bit >= headerBytes * 8) flipBit(bytes, bit - headerBytes * 8);
  return { ...datagram, bytes, isDamaged: true };
}
