import { sixBitText } from "../seal/six-bit.ts";
import { federationPrivateKey, publicKey, userPrivateKey } from "../seal/user-key.ts";

/** What a supernode's community list needs to know of a user (fact sheet §9.2). */
export function userLine(user: string, password: string): string {
  return `* ${user} ${sixBitText(publicKey(userPrivateKey(user, password)))}`;
}

/** What an edge's command line needs to know of its federation. `federation`: without the star. */
export function federationLine(federation: string): string {
  return `-P ${sixBitText(publicKey(federationPrivateKey(federation)))}`;
}
