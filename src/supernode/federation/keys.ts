import { federationPrivateKey } from "../../seal/user-key.ts";
import { communityText } from "../../wire/community.ts";
import type { CommunityName } from "../../wire/message.ts";
import { spec } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { FederationConfig } from "../config.ts";

/** Keys derived from the name of a federation. */
export interface FederationKeys {
  /** The 20 bytes of the community field, in the header's checksum and in dynamic keys (fact sheet §9.5). */
  readonly field: Uint8Array;
  /** The secret of the header keys (§11.6). */
  readonly headerSecret: Uint8Array;
  /** Its public half is what edges take as `-P`. */
  readonly privateKey: Uint8Array;
}

export const defaultFederation = "*Federation" as CommunityName;

export function federationKeys({ name, keys }: Pick<FederationConfig, "name" | "keys">): FederationKeys {
  const clean = padded(name, spec.communityBytes);
  const standard = padded(defaultFederation, spec.communityBytes);
  const privateKey = federationPrivateKey(communityText(name).slice(1));
  if (keys === "name") return { field: clean, headerSecret: clean, privateKey };
  // `-F` overwrites the default name in place, after the header keys have been derived from it.
  const field = Uint8Array.from(standard);
  field.set(clean.subarray(0, name.length + 1));
  return { field, headerSecret: standard, privateKey };
}
