import { parseCommunity } from "../wire/community.ts";
import { spec } from "../wire/spec.ts";
import { padded } from "../wire/fields/text.ts";

/** The 20 bytes in which a community's name travels; undefined = not a name. */
export function communityField(name: string): Uint8Array | undefined {
  const community = parseCommunity(name);
  return community && padded(community, spec.communityBytes);
}
