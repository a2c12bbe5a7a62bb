import { parseCommunity } from "../wire/community.ts";
import { spec } from "../wire/spec.ts";
import { padded } from "../wire/fields/text.ts";

/** The 20 bytes of a community's name on the wire; undefined = not a name. */
export function communityField(name: string): Uint8Array | undefined {
  const community = parseCommunity(name);
  return community && padded(community, spec.communityBytes);
}
