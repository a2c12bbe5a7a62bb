import { sixBitText } from "../seal/six-bit.ts";
import { federationPrivateKey, publicKey, userPrivateKey } from "../seal/user-key.ts";

/** A user's line for a supernode's community list (fact sheet §9.2). */
export function userLine(user: string, password: string): string {
  return `* ${user} ${sixBitText(publicKey(userPrivateKey(user, password)))}`;
}

/** The option for an edge about its federation. `federation`: without the star. */
export function federationLine(federation: string): string {
  return `-P ${sixBitText(publicKey(federationPrivateKey(federation)))}`;
}
