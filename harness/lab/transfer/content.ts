import { createHash } from "node:crypto";

/** The content of a transfer: incompressible, and different at every position. */
export function* content(bytes: number): Generator<Uint8Array> {
  const chunk = 16_384;
  for (let at = 0; at < bytes; at += chunk) {
    const blocks = Array.from({ length: chunk / 32 }, (_, i) =>
      createHash("sha256")
        .update(`${at + i * 32}`)
        .digest(),
    );
    yield Buffer.concat(blocks).subarray(0, Math.min(chunk, bytes - at));
  }
}

/** SHA-256, hexadecimal. */
export function contentDigest(bytes: number): string {
  const hash = createHash("sha256");
  for (const chunk of content(bytes)) hash.update(chunk);
  return hash.digest("hex");
}
