import { hkdfSync, scryptSync } from "node:crypto";
import { concat } from "../base/bytes.ts";
import { type Mac, writeMac } from "../base/address/mac.ts";
import { type KeyString, keyStringBytes } from "./payload-key.ts";

/**
 * The key that a community's members share for authenticated sealing: 32 bytes, slow to derive (0.1 s, 32 MiB) so
 * that passphrases are slow to guess. `community`: the 20 bytes of its field.
 */
export function authenticatedKey(passphrase: KeyString, community: Uint8Array): Uint8Array {
  const { salt, bytes, cost } = authenticatedScrypt(community);
  return new Uint8Array(scryptSync(keyStringBytes(passphrase), salt, bytes, cost));
}

/** The other arguments that `authenticatedKey` passes to scrypt, for use in another thread. */
export function authenticatedScrypt(community: Uint8Array) {
  const { label, N, r, p } = scryptUse;
  const salt = concat(Buffer.from(label, "latin1"), community);
  return { salt, bytes: keyBytes, cost: { N, r, p, maxmem: 256 * N * r } } as const;
}

/** The sending key of one run of one edge. `session`: its 8 random bytes. */
export function senderKey(shared: Uint8Array, session: Uint8Array, sender: Mac): Uint8Array {
  const label = Buffer.from("n2n-natlab sender 1", "latin1");
  const info = concat(label, new Uint8Array(6));
  writeMac(info, label.length, sender);
  return new Uint8Array(hkdfSync("sha256", shared, session, info, keyBytes));
}

/** Decision record 0002. */
const scryptUse = { label: "n2n-natlab authenticated 1", N: 1 << 15, r: 8, p: 1 } as const;
const keyBytes = 32;
