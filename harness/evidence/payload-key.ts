import type { CapturedPacket } from "./evidence.ts";

const keys = new WeakMap<CapturedPacket, string>();

/** Equal for packets with equal payload bytes. Remembered per packet, as live judging asks again and again. */
export function payloadKey(packet: CapturedPacket): string {
  let key = keys.get(packet);
  if (key === undefined) {
    const { buffer, byteOffset, length } = packet.payload;
    key = Buffer.from(buffer, byteOffset, length).toString("latin1");
    keys.set(packet, key);
  }
  return key;
}
