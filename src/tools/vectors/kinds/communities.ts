import { z } from "zod";
import { ConfigError } from "../../../base/config-error.ts";
import { isListed, parseCommunityList } from "../../../supernode/access/community-list.ts";
import { parseCommunity } from "../../../wire/community.ts";
import { check, has } from "../check.ts";

/** A list of one line, and a name to admit. A line that is not an expression for us admits no name. */
const allowed = check(
  "community of a list",
  has("pattern", "name", "allowed"),
  z.object({ pattern: z.string(), name: z.string(), allowed: z.boolean() }),
  ({ pattern, name, allowed }, same) => {
    const community = parseCommunity(name);
    same("allowed", community !== undefined && lets(pattern, community), allowed);
  },
);

function lets(pattern: string, community: NonNullable<ReturnType<typeof parseCommunity>>): boolean {
  try {
    return isListed(parseCommunityList(pattern, "list"), community);
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

export const communities = [allowed];
