import { hash } from "node:crypto";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../evidence.ts";

const digests = new WeakMap<Uint8Array, string>();

/**
 * Equal for packets with equal payload bytes; short. Cached per payload, because live judging asks repeatedly, and in the
 * simulation a datagram has one at all the interfaces that it crosses.
 */
export function payloadDigest({ payload }: Pick<CapturedPacket, "payload">): string {
  let digest = digests.get(payload);
  if (digest === undefined) digests.set(payload, (digest = hash("sha1", payload, "base64")));
  return digest;
}

const datagramKeys = new WeakMap<CapturedPacket, string>();

/** Equal for packets with equal payload bytes from and to the same endpoints. Also cached. IP packets only. */
export function datagramKey(packet: CapturedPacket): string {
  let key = datagramKeys.get(packet);
  if (key === undefined) {
    key = `${endpointKey(packet.from!)} ${endpointKey(packet.to!)} ${payloadDigest(packet)}`;
    datagramKeys.set(packet, key);
  }
  return key;
}

const echoKeys = new WeakMap<CapturedPacket, string>();

/** Equal for echoes with the same data, which follows type, code, checksum, id and sequence. */
export function echoDataKey(packet: CapturedPacket): string {
  let key = echoKeys.get(packet);
  if (key === undefined) {
    key = hash("sha1", packet.payload.subarray(8), "base64");
    echoKeys.set(packet, key);
  }
  return key;
}
