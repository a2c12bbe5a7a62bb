import { createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";
import { concat, fromHex } from "../../base/bytes.ts";

/**
 * X25519 (RFC 7748) of a 32-byte scalar and u coordinate, both little endian, clamped as usual. Undefined = the point
 * has a small order, so the result would be zero and no secret.
 */
export function x25519(scalar: Uint8Array, point: Uint8Array): Uint8Array | undefined {
  const privateKey = createPrivateKey({ key: der(privatePrefix, scalar), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey({ key: der(publicPrefix, point), format: "der", type: "spki" });
  try {
    return new Uint8Array(diffieHellman({ privateKey, publicKey }));
  } catch {
    // OpenSSL refuses nothing else here: both keys have been accepted, and any 32 bytes are a point.
    return undefined;
  }
}

/** RFC 8410 §7 and §4: what precedes the 32 bytes of a key in DER. */
const privatePrefix = fromHex("302e020100300506032b656e04220420");
const publicPrefix = fromHex("302a300506032b656e032100");

function der(prefix: Uint8Array, key: Uint8Array): Buffer {
  return Buffer.from(concat(prefix, key));
}
