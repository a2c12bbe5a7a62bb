import { randomBytes } from "node:crypto";

/** A datagram of a load: stream (4 bytes), sequence number from 0 (4 bytes), then bytes that cannot be compressed. */
const spec = { streamAt: 0, sequenceAt: 4, headerBytes: 8 } as const;

/** UDP payload of each datagram: small enough for every overlay's MTU. */
export const datagramBytes = 1200;

/** The datagrams of one stream. The returned buffer is another one each time. */
export function datagrams(stream: number): (sequence: number) => Buffer {
  const noise = randomBytes(1 << 16);
  return (sequence) => {
    const from = (sequence * 61) % (noise.length - datagramBytes);
    const datagram = Buffer.from(noise.subarray(from, from + datagramBytes));
    datagram.writeUInt32BE(stream, spec.streamAt);
    datagram.writeUInt32BE(sequence, spec.sequenceAt);
    return datagram;
  };
}

/** Undefined = shorter than its header. The payload may be cut off behind that. */
export function datagramHeader(
  payload: Uint8Array,
): { readonly stream: number; readonly sequence: number } | undefined {
  if (payload.length < spec.headerBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset);
  return { stream: view.getUint32(spec.streamAt), sequence: view.getUint32(spec.sequenceAt) };
}
