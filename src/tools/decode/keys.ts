import { type Challenge, challengeWith } from "../../seal/challenge.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "../../seal/user-key.ts";
import type { KeyString } from "../../seal/payload-key.ts";

/** What the user knows of the network in a capture. */
export interface Keys {
  readonly communities: readonly string[];
  readonly key: KeyString | undefined;
  readonly users: readonly User[];
  /** Without its star. */
  readonly federation: string;
  readonly dynamicKeys: readonly Uint8Array[];
}

export interface User {
  readonly name: string;
  readonly publicKey: Uint8Array;
  /** What the user shares with the federation's supernodes. */
  readonly challenge: Challenge;
  /** Decrypts what the user's token carries. */
  readonly shared: Uint8Array;
}

/** Undefined = the federation's key is degenerate, which no name produces. */
export function userOf(name: string, password: string, federation: string): User | undefined {
  const own = userPrivateKey(name, password);
  const shared = sharedSecret(own, publicKey(federationPrivateKey(federation)));
  return shared && { name, publicKey: publicKey(own), challenge: challengeWith(shared), shared };
}
