import type { Instant } from "../../base/instant.ts";
import { spec as wire } from "../../wire/spec.ts";
import { padded } from "../../wire/fields/text.ts";
import type { SupernodeAction } from "../action.ts";
import type { Community } from "./community.ts";
import type { ListedCommunity } from "./community-list.ts";
import { type HeaderKey, staticHeaderKey, userHeaderKey } from "../headers/header-key.ts";
import { note } from "../notes.ts";
import { sealed, sendTo } from "../replies.ts";
import type { State } from "../state.ts";
import { spec, tuned } from "../timing.ts";
import { Users } from "./users.ts";

/**
 * Adopts the key time of another supernode if it is later than ours (fact sheet §9.5). Empty = nothing changed. The
 * caller informs the federation.
 */
export function adoptKeyTime(state: State, keyTime: number, now: Instant): readonly SupernodeAction[] {
  if (keyTime <= state.keyTime || keyTime > now / 1000 + tuned.keyTimeAhead) return [];
  const calls = callEdges(state, now);
  state.keyTime = keyTime;
  for (const community of state.communities.all()) {
    if (community.listed !== undefined) community.headerKey = headerKeyOf(state, community.listed);
  }
  fillHeaderKeys(state);
  return [...calls, note("info", "new key time adopted", { keyTime })];
}

/** RE_REGISTER_SUPER to all edges of user/password communities, under the key that they still use. */
export function callEdges(state: State, now: Instant): readonly SupernodeAction[] {
  return [...state.communities.all()].flatMap((community) => callMembers(state, community, now));
}

function callMembers(state: State, { name, headerKey, members }: Community, now: Instant): readonly SupernodeAction[] {
  if (headerKey?.users === undefined) return [];
  const call = { type: "RE_REGISTER_SUPER", ttl: spec.ttl, fromSupernode: true, community: name } as const;
  return Array.from(members.all(), ({ path }) => sendTo(path, sealed(state, call, { headerKey, now })));
}

/** Derived from the current key time. */
export function headerKeyOf(
  { federation, random, seals, keyTime }: State,
  { name, users }: ListedCommunity,
): HeaderKey {
  const field = padded(name, wire.communityBytes);
  if (users.length === 0) return staticHeaderKey(field, random, field, seals);
  const key = seals.dynamicKey(keyTime, field, federation.keys.field);
  return userHeaderKey(field, key, new Users(users, federation.keys.privateKey, seals), random, seals);
}

/** Call when any header key has changed. */
export function fillHeaderKeys({ communities, federation, headerKeys }: State): void {
  const ofLists = Array.from(communities.all(), ({ headerKey }) => headerKey).filter((key) => key !== undefined);
  headerKeys.replace(federation.learns || federation.size > 0 ? [...federation.headerKeys, ...ofLists] : ofLists);
}
