import { ipBytes, isIpv6 } from "../../../src/base/address/ip.ts";

/** A question about the addresses of a name (RFC 1035 §4.1.2), class IN. */
export interface Question {
  readonly id: number;
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: number;
  /** Its bytes after the header, to be repeated in the answer. */
  readonly bytes: Uint8Array;
  /** Opcode and "recursion desired", to be repeated too. */
  readonly flags: number;
}

/** RFC 1035 §3.2.2 and §4.1.1; RFC 3596 §2.1. */
export const spec = {
  header: 12,
  a: 1,
  aaaa: 28,
  internet: 1,
  ok: 0,
  noName: 3,
  notImplemented: 4,
  /** Bits of the flags: an answer; opcode; authoritative; recursion desired; recursion available. */
  response: 0x8000,
  opcode: 0x7800,
  authoritative: 0x0400,
  wanted: 0x0100,
  available: 0x0080,
  /** A pointer to the name of the first question. */
  pointer: 0xc000,
  labelMost: 63,
  nameMost: 255,
} as const;

/** Undefined for what is not a query with exactly one question of class IN. */
export function readQuestion(bytes: Uint8Array): Question | undefined {
  if (bytes.length < spec.header + 5) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  if ((flags & spec.response) !== 0 || view.getUint16(4) !== 1) return undefined;
  const labels: string[] = [];
  let at: number = spec.header;
  for (;;) {
    const length = bytes[at++];
    if (length === undefined || length > spec.labelMost || at + length > bytes.length) return undefined;
    if (length === 0) break;
    labels.push(
      Buffer.from(bytes.subarray(at, at + length))
        .toString("latin1")
        .toLowerCase(),
    );
    at += length;
  }
  if (at - spec.header > spec.nameMost || at + 4 > bytes.length || view.getUint16(at + 2) !== spec.internet)
    return undefined;
  return {
    id: view.getUint16(0),
    name: labels.join("."),
    type: view.getUint16(at),
    bytes: bytes.slice(spec.header, at + 4),
    flags: flags & (spec.opcode | spec.wanted),
  };
}

/** The answer: `code` and the addresses, each valid for `ttl` seconds. All are of the family that was asked for. */
export function writeAnswer(
  { id, bytes, flags }: Question,
  code: number,
  { addresses = [], ttl }: { readonly addresses?: readonly string[]; readonly ttl: number },
): Uint8Array {
  const head = Buffer.alloc(spec.header);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(spec.response | spec.authoritative | spec.available | flags | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) => {
    const data = ipBytes(address)!;
    const record = Buffer.alloc(12);
    record.writeUInt16BE(spec.pointer | spec.header, 0);
    record.writeUInt16BE(isIpv6(address) ? spec.aaaa : spec.a, 2);
    record.writeUInt16BE(spec.internet, 4);
    record.writeUInt32BE(ttl, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return new Uint8Array(Buffer.concat([head, bytes, ...records]));
}
