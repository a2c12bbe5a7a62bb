import { type Challenge, challengeWith } from "../../seal/challenge.ts";
import { federationPrivateKey, publicKey, sharedSecret, userPrivateKey } from "../../seal/user-key.ts";
import type { KeyString } from "../../seal/payload-key.ts";

/** What the user knows about the captured network. */
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
  /** The secret that the user shares with the federation's supernodes. */
  readonly challenge: Challenge;
  /** Decrypts the challenge in the user's token. */
  readonly shared: Uint8Array;
}

/** Undefined = the federation's key is degenerate, which does not happen for a name. */
export function userOf(name: string, password: string, federation: string): User | undefined {
  const own = userPrivateKey(name, password);
  const shared = sharedSecret(own, publicKey(federationPrivateKey(federation)));
  return shared && { name, publicKey: publicKey(own), challenge: challengeWith(shared), shared };
}
