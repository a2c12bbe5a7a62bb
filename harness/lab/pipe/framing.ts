/** Bytes of the length before each packet, big-endian. */
const lengthBytes = 2;

/** A packet of at most 65,535 bytes behind its length. The bytes are copied. */
export function withLength(packet: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(lengthBytes + packet.length);
  framed.writeUInt16BE(packet.length, 0);
  framed.set(packet, lengthBytes);
  return framed;
}

/** Takes a stream of packets apart, in whatever pieces it comes. A length of zero is skipped. */
export class PacketReader {
  readonly #most: number;
  /** The start of a packet, or of its length, that is not complete yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes of an oversized packet that are still to come. */
  #toSkip = 0;
  /** Packets that were longer than `most` and left out. */
  oversized = 0;

  /** `most`: bytes of the longest packet to return. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The packets that this piece completes; they may share its memory. */
  take(piece: Buffer): readonly Buffer[] {
    const packets: Buffer[] = [];
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    for (;;) {
      const skipped = Math.min(this.#toSkip, bytes.length);
      this.#toSkip -= skipped;
      bytes = bytes.subarray(skipped);
      if (bytes.length < lengthBytes) break;
      const length = bytes.readUInt16BE(0);
      if (length > this.#most) {
        this.oversized++;
        this.#toSkip = lengthBytes + length;
        continue;
      }
      if (bytes.length < lengthBytes + length) break;
      if (length > 0) packets.push(bytes.subarray(lengthBytes, lengthBytes + length));
      bytes = bytes.subarray(lengthBytes + length);
    }
    this.#rest = bytes;
    return packets;
  }
}
