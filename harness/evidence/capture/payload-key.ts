import { hash } from "node:crypto";
import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../evidence.ts";

const keys = new WeakMap<CapturedPacket, string>();

/** Equal for packets with equal payload bytes; short. Cached per packet, because live judging asks repeatedly. */
export function payloadDigest(packet: CapturedPacket): string {
  let key = keys.get(packet);
  if (key === undefined) keys.set(packet, (key = hash("sha1", packet.payload, "base64")));
  return key;
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
