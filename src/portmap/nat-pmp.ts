/**
 * NAT-PMP, RFC 6886 §3: the router listens on UDP port 5351, and announces its start to port 5350 of the multicast
 * group.
 */
export const natPmp = { version: 0, port: 5351, announcePort: 5350, announceGroup: "224.0.0.1" } as const;

const spec = { address: 0, mapUdp: 1, isResponse: 128, addressResponse: 12, mapResponse: 16 } as const;

/** RFC 6886 §3.5. */
const results = [
  "success",
  "unsupported version",
  "not authorized",
  "network failure",
  "out of resources",
  "unsupported opcode",
] as const;

export type NatPmpAnswer =
  | { readonly kind: "refused"; readonly opcode: number; readonly why: string; readonly epoch: number }
  | { readonly kind: "address"; readonly epoch: number; readonly address: string }
  | {
      readonly kind: "mapping";
      readonly epoch: number;
      readonly internal: number;
      readonly external: number;
      /** In seconds. */
      readonly lifetime: number;
    };

export const encodeAddressRequest = (): Uint8Array => Uint8Array.of(natPmp.version, spec.address);

/** Lifetime in seconds; 0 deletes, and then the external port must be 0 (RFC 6886 §3.4). */
export function encodeMapRequest(internal: number, external: number, lifetime: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, natPmp.version);
  view.setUint8(1, spec.mapUdp);
  view.setUint16(4, internal);
  view.setUint16(6, external);
  view.setUint32(8, lifetime);
  return bytes;
}

/** Undefined = not an answer of NAT-PMP about UDP. The announcement of a start is an `address` (RFC 6886 §3.2.1). */
export function decodeNatPmp(bytes: Uint8Array): NatPmpAnswer | undefined {
  if (bytes.length < 8 || bytes.length > spec.mapResponse) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const opcode = view.getUint8(1) - spec.isResponse;
  if (view.getUint8(0) !== natPmp.version || (opcode !== spec.address && opcode !== spec.mapUdp)) return undefined;
  const epoch = view.getUint32(4);
  const result = view.getUint16(2);
  if (result !== 0) return { kind: "refused", opcode, why: results[result] ?? `result ${result}`, epoch };
  if (opcode === spec.address) {
    if (bytes.length !== spec.addressResponse) return undefined;
    return { kind: "address", epoch, address: bytes.subarray(8, 12).join(".") };
  }
  if (bytes.length !== spec.mapResponse) return undefined;
  const [internal, external] = [view.getUint16(8), view.getUint16(10)];
  return { kind: "mapping", epoch, internal, external, lifetime: view.getUint32(12) };
}
