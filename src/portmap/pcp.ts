import { sameBytes } from "../base/bytes.ts";
import { ipBytes } from "../base/address/ip.ts";

/** PCP, RFC 6887: uses NAT-PMP's ports, with another version number. */
export const pcp = { version: 2, nonceBytes: 12 } as const;

/** RFC 6887 §7.1, §7.2, §11.1. */
const spec = { announce: 0, map: 1, isResponse: 0x80, udp: 17, header: 24, mapLength: 60, mostBytes: 1100 } as const;

/** RFC 6887 §7.4. */
const results = [
  "success",
  "unsupported version",
  "not authorized",
  "malformed request",
  "unsupported opcode",
  "unsupported option",
  "malformed option",
  "network failure",
  "no resources",
  "unsupported protocol",
  "user exceeds quota",
  "cannot provide external",
  "address mismatch",
  "excessive remote peers",
] as const;

/** RFC 6887 §11.1, for UDP. Ports: 0 to 65535. */
export interface PcpMapRequest {
  /** Our numeric address. */
  readonly client: string;
  /** Twelve bytes; the same in renewals. */
  readonly nonce: Uint8Array;
  readonly internal: number;
  /** Suggested. */
  readonly external: number;
  /** In seconds; 0 deletes. */
  readonly lifetime: number;
}

/** `epoch` and `lifetime` in seconds; `address`: numeric IPv4. */
export type PcpAnswer =
  /** The router has restarted (RFC 6887 §14.1). */
  | { readonly kind: "announce"; readonly epoch: number }
  | { readonly kind: "refused"; readonly why: string; readonly epoch: number }
  | {
      readonly kind: "mapping";
      readonly epoch: number;
      readonly nonce: Uint8Array;
      readonly internal: number;
      readonly external: number;
      readonly address: string;
      readonly lifetime: number;
    };

/** 60 bytes, big endian (RFC 6887 §7.1, §11.1). */
export function encodePcpMap({ client, nonce, internal, external, lifetime }: PcpMapRequest): Uint8Array {
  const bytes = new Uint8Array(spec.mapLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, pcp.version);
  view.setUint8(1, spec.map);
  view.setUint32(4, lifetime);
  bytes.set(mapped(ipBytes(client)!), 8);
  bytes.set(nonce, 24);
  view.setUint8(36, spec.udp);
  view.setUint16(40, internal);
  view.setUint16(42, external);
  bytes.set(mapped(Uint8Array.of(0, 0, 0, 0)), 44);
  return bytes;
}

/** Undefined = neither an answer of PCP to a MAP request for UDP and IPv4, nor an announcement. */
export function decodePcp(bytes: Uint8Array): PcpAnswer | undefined {
  if (bytes.length < spec.header || bytes.length > spec.mostBytes || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(0) !== pcp.version) return undefined;
  const opcode = view.getUint8(1) - spec.isResponse;
  const result = view.getUint8(3);
  const epoch = view.getUint32(8);
  if (opcode === spec.announce) return result === 0 ? { kind: "announce", epoch } : undefined;
  if (opcode !== spec.map) return undefined;
  if (result !== 0) return { kind: "refused", why: results[result] ?? `result ${result}`, epoch };
  if (bytes.length < spec.mapLength || view.getUint8(36) !== spec.udp) return undefined;
  if (!sameBytes(bytes.subarray(44, 56), mappedPrefix)) return undefined;
  return {
    kind: "mapping",
    epoch,
    nonce: bytes.slice(24, 36),
    internal: view.getUint16(40),
    external: view.getUint16(42),
    address: bytes.subarray(56, 60).join("."),
    lifetime: view.getUint32(4),
  };
}

/** RFC 6887 §5: IPv4 addresses are IPv4-mapped ones. */
const mappedPrefix = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

const mapped = (v4: Uint8Array): Uint8Array => Uint8Array.of(...mappedPrefix, ...v4);
