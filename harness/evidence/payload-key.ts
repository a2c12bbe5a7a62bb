import { createHash } from "node:crypto";
import type { CapturedPacket } from "./evidence.ts";

const keys = new WeakMap<CapturedPacket, string>();

/** Equal for packets with equal payload bytes; short. Remembered per packet, as live judging asks again and again. */
export function payloadKey(packet: CapturedPacket): string {
  let key = keys.get(packet);
  if (key === undefined) keys.set(packet, (key = createHash("sha1").update(packet.payload).digest("base64")));
  return key;
}
