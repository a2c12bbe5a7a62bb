import type { Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";
import type { RemoteRegistration } from "./edge-locations.ts";
import type { Community } from "../access/community.ts";
import type { Origin } from "../members/origin.ts";
import type { State } from "../state.ts";

/** The supernode where an edge was last known, otherwise all that are alive (fact sheet §11.3). */
export function routesTo(state: State, community: Community, mac: Mac, now: Instant): readonly Origin[] {
  const known = community.locations.find(mac, now);
  if (known !== undefined && state.federation.activeAt(known.path, now) === known) return [known.path];
  return state.federation.active(now).map(({ path }) => path);
}

/** The registration of `mac` at another live supernode. */
export function remoteRegistration(
  state: State,
  community: Community,
  mac: Mac,
  now: Instant,
): RemoteRegistration | undefined {
  const found = community.locations.registered(mac, now);
  return found && state.federation.activeAt(found.supernode.path, now) === found.supernode ? found : undefined;
}
