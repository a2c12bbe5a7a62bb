import type { Instant } from "../base/instant.ts";
import type { Mac } from "../base/mac.ts";
import type { Community } from "./community.ts";
import type { Origin } from "./members.ts";
import type { State } from "./state.ts";

/** The supernode that an edge was last known at, else all that are alive (fact sheet §11.3). */
export function elsewhere(state: State, community: Community, mac: Mac, now: Instant): readonly Origin[] {
  const known = community.associations.find(mac, now);
  if (known !== undefined && state.federation.activeAt(known.path, now) === known) return [known.path];
  return state.federation.active(now).map(({ path }) => path);
}
