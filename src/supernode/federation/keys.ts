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
  /**
   * What header keys are derived from (§11.6), each with the field of its checksum; most likely first. Members of a
   * federation by `-F` differ: the reference keeps the secret of its default name, n3n takes the name.
   */
  readonly headers: readonly HeaderSource[];
  /** Its public half is what edges take as `-P`. */
  readonly privateKey: Uint8Array;
}

export interface HeaderSource {
  readonly field: Uint8Array;
  readonly secret: Uint8Array;
}

export const defaultFederation = "*Federation" as CommunityName;

export function federationKeys({ name, keys }: Pick<FederationConfig, "name" | "keys">): FederationKeys {
  const clean = padded(name, spec.communityBytes);
  const standard = padded(defaultFederation, spec.communityBytes);
  const privateKey = federationPrivateKey(communityText(name).slice(1));
  const byName = { field: clean, secret: clean };
  if (keys === "name") return { field: clean, headers: [byName], privateKey };
  // `-F` overwrites the default name in place, after the header keys have been derived from it.
  const field = Uint8Array.from(standard);
  field.set(clean.subarray(0, name.length + 1));
  const byDefault = { field, secret: standard };
  // Without a name of its own the two are one.
  const isDefault = name === defaultFederation;
  return { field, headers: isDefault ? [byName] : [byDefault, byName], privateKey };
}
