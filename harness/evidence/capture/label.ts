import { decode } from "../../../src/wire/codec.ts";

/** The display name of a UDP payload: the n2n message type, or its size. For labels only, never for verdicts. */
export function labelOf(payload: Uint8Array): string {
  const message = decode(payload);
  return "malformed" in message ? `${payload.length} bytes` : message.type;
}
