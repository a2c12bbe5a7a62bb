import { createHash } from "node:crypto";
import { hex } from "../base/bytes.ts";

/** Tunable: bytes kept of a SHA-256; two of 2^32 tokens are then alike once in 2^64 cases. */
const tuned = { bytes: 16 } as const;

/** Recognises bytes again without keeping them, because they are secret. */
export function fingerprint(bytes: Uint8Array): string {
  return hex(createHash("sha256").update(bytes).digest().subarray(0, tuned.bytes));
}
