import { concat } from "../../base/bytes.ts";
import { writeMac } from "../../base/address/mac.ts";
import type { Packet } from "../../wire/message.ts";

//  The payload of an authenticated PACKET (decision record 0002), numbers big endian:
//
//    0      1           9           17
//    ┌──────┬───────────┬───────────┬────────────────┬────────┐
//    │ kind │ session 8 │ counter 8 │ frame or hello │ tag 16 │
//    └──────┴───────────┴───────────┴────────────────┴────────┘

/** PACKET's transform field. Reference edges drop transforms other than their own, their supernodes relay them. */
export const authenticatedTransform = 65;

export const payloadKinds = { frame: 0, hello: 1 } as const;

export interface Prefix {
  readonly kind: number;
  readonly session: Uint8Array;
  readonly counter: number;
}

export const prefixBytes = 17;

export function writePrefix({ kind, session, counter }: Prefix): Uint8Array {
  const bytes = new Uint8Array(prefixBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = kind;
  bytes.set(session, 1);
  view.setUint32(9, Math.floor(counter / 2 ** 32));
  view.setUint32(13, counter >>> 0);
  return bytes;
}

/** Undefined = too short, or an impossible counter. */
export function readPrefix(payload: Uint8Array): Prefix | undefined {
  if (payload.length < prefixBytes) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, prefixBytes);
  const counter = view.getUint32(9) * 2 ** 32 + view.getUint32(13);
  if (!Number.isSafeInteger(counter)) return undefined;
  return { kind: view.getUint8(0), session: payload.slice(1, 9), counter };
}

/**
 * The part of the header that is authenticated: all except TTL, flags and the socket, which supernodes change.
 */
export function associatedData(
  packet: Pick<Packet, "community" | "source" | "destination" | "compression" | "transform">,
  prefix: Uint8Array,
): Uint8Array {
  const header = new Uint8Array(34);
  header.set(Buffer.from(packet.community, "latin1"));
  writeMac(header, 20, packet.source);
  writeMac(header, 26, packet.destination);
  header[32] = packet.compression;
  header[33] = packet.transform;
  return concat(header, prefix);
}

/** A fresh nonce of ours, and the last one received. */
export interface Hello {
  readonly nonce: Uint8Array;
  readonly echo: Uint8Array;
}

export const nonceBytes = 16;

export function writeHello({ nonce, echo }: Hello): Uint8Array {
  return concat(nonce, echo);
}

/** Later versions may append bytes. */
export function readHello(bytes: Uint8Array): Hello | undefined {
  if (bytes.length < 2 * nonceBytes) return undefined;
  return { nonce: bytes.slice(0, nonceBytes), echo: bytes.slice(nonceBytes, 2 * nonceBytes) };
}
