import { Bug } from "../base/bug.ts";
import { bytesOf } from "../base/byte-text.ts";
import { pearson256 } from "./pearson.ts";
import { x25519 } from "./ciphers/x25519.ts";

/** Keys of user/password mode (fact sheet §9.2): 32 bytes each, text counts as its bytes (`bytesOf`). */
export function userPrivateKey(user: string, password: string): Uint8Array {
  const name = pearson256(bytesOf(user));
  return textPrivateKey(password).map((byte, i) => byte ^ name[i]!);
}

/** `federation`: the name without its star. */
export function federationPrivateKey(federation: string): Uint8Array {
  return textPrivateKey(federation);
}

export function publicKey(privateKey: Uint8Array): Uint8Array {
  const point = x25519(privateKey, basePoint);
  if (point === undefined) throw new Bug("the base point has a small order");
  return point;
}

/** The same on both sides. Undefined = the other's key is degenerate. */
export function sharedSecret(ownPrivate: Uint8Array, otherPublic: Uint8Array): Uint8Array | undefined {
  const point = x25519(ownPrivate, otherPublic);
  return point && pearson256(point);
}

/** **Not** the standard base point: the 9 is in the last byte (§16). */
const basePoint = Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 9 : 0));

function textPrivateKey(text: string): Uint8Array {
  return pearson256(pearson256(bytesOf(text)));
}
