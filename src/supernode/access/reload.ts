import type { Instant } from "../../base/instant.ts";
import type { SupernodeAction } from "../action.ts";
import type { Community } from "./community.ts";
import { type CommunityList, isListed, type ListedCommunity } from "./community-list.ts";
import { greetAll } from "../federation/federate.ts";
import { edgeNote, note } from "../notes.ts";
import { callEdges, fillHeaderKeys, headerKeyOf } from "./rekey.ts";
import type { State } from "../state.ts";

/**
 * Replaces the list by a new one (fact sheet §12.4). The reference drops all communities and edges; ours keeps those
 * that are still allowed. All dynamic keys change, so that a removed user can no longer read anything.
 */
export function reload(state: State, list: CommunityList | undefined, now: Instant): readonly SupernodeAction[] {
  const calls = callEdges(state, now);
  const before = state.keyTime;
  const gone = [...state.communities.all()].flatMap((community) => retain(state, community, list, now));
  install(state, list, now);
  const facts = { communities: list?.fixed.size ?? 0, expressions: list?.patterns.length ?? 0 };
  const greetings = state.keyTime === before ? [] : greetAll(state, now);
  return [...calls, ...greetings, ...gone, note("normal", "community list loaded", facts)];
}

/** Adds the communities of a list, with current keys. */
export function install(state: State, list: CommunityList | undefined, now: Instant): void {
  state.list = list;
  if (list !== undefined) state.keyTime = Math.max(state.keyTime + 1, Math.floor(now / 1000));
  for (const listed of list?.fixed.values() ?? []) state.communities.list(listed, headerKeyOf(state, listed), now);
  fillHeaderKeys(state);
}

/** Removes communities and edges that the new list does not allow. */
function retain(state: State, community: Community, list: CommunityList | undefined, now: Instant) {
  const { communities } = state;
  const edges = [...community.members.all()];
  const listed = list?.fixed.get(community.name);
  if (listed === undefined) {
    const mayStay = community.listed === undefined && (list === undefined || isListed(list, community.name));
    if (mayStay) return [];
    communities.close(community, now);
    return edges.map((edge) => edgeNote("edge no longer allowed", edge));
  }
  if (!hasSameShape(community, listed)) {
    communities.close(community, now);
    return edges.map((edge) => edgeNote("edge has to register again", edge));
  }
  if (listed.users.length === 0) return [];
  const { users } = headerKeyOf(state, listed);
  const struck = edges.filter(({ auth }) => users?.challengeOf(auth) === undefined);
  for (const edge of struck) communities.leave(edge, now);
  return struck.map((edge) => edgeNote("edge no longer allowed", edge));
}

/** Whether registrations stay valid: the same kind of proof, and addresses of the same subnet. */
function hasSameShape(community: Community, { users, subnet }: ListedCommunity): boolean {
  if ((community.headerKey?.users !== undefined) !== users.length > 0) return false;
  const before = community.listed?.subnet;
  return before?.address === subnet?.address && before?.prefix === subnet?.prefix;
}
