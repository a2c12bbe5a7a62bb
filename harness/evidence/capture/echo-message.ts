import { internetChecksum } from "./internet-checksum.ts";

const spec = { request: 8, reply: 0, header: 8 } as const;

/** An ICMP echo or its reply (RFC 792). `data` = the bytes after the header. */
export function echoMessage(request: boolean, id: number, sequence: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(spec.header + data.length);
  const view = new DataView(message.buffer);
  view.setUint8(0, request ? spec.request : spec.reply);
  view.setUint16(4, id);
  view.setUint16(6, sequence);
  message.set(data, spec.header);
  view.setUint16(2, internetChecksum(message));
  return message;
}
