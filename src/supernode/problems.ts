import { endpointKey } from "../base/address/endpoint.ts";
import { communityText } from "../wire/community.ts";
import type { CommunityName } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import type { SupernodeDrop } from "../status/supernode-drops.ts";
import { drop } from "./counters.ts";
import type { Arrival } from "./headers/arrival.ts";
import type { State } from "./state.ts";
import type { SupernodeCause } from "./causes.ts";

/** A datagram that is dropped, with the facts that explain why. */
export interface Dropped {
  readonly dropped: SupernodeDrop;
  readonly community?: CommunityName;
  /** Seconds by which the sender's clock is behind ours; negative = ahead. */
  readonly behind?: number;
}

const causeOf: Partial<Record<SupernodeDrop, SupernodeCause>> = {
  unlisted: "unlisted",
  unencrypted: "headers-plain",
  encrypted: "headers-encrypted",
  malformed: "unreadable",
  "wrong hash": "user-refused",
};

/** Counts a drop; if an operator or a user can fix it, logs a warning at a bounded rate. */
export function dropWithReason(state: State, what: Dropped, { from, now }: Arrival): readonly SupernodeAction[] {
  const cause = what.behind === undefined ? causeOf[what.dropped] : "clock-differs";
  const counted = drop(state, what.dropped);
  if (cause === undefined) return counted;
  const community = what.community && { community: communityText(what.community) };
  const behind = what.behind !== undefined && { behind: clockText(what.behind) };
  const who = community?.community ?? from.address;
  return [...counted, ...problem(state, cause, who, { ...community, from: endpointKey(from), ...behind }, now)];
}

export function problem(
  state: State,
  cause: SupernodeCause,
  who: string,
  facts: Parameters<State["problems"]["met"]>[2],
  now: Arrival["now"],
): readonly SupernodeAction[] {
  const note = state.problems.met(cause, who, facts, now);
  return note === undefined ? [] : [{ kind: "note", note }];
}

const clockText = (behind: number): string =>
  behind > 0 ? `the edge, by ${behind} s` : `this machine, by ${-behind} s`;
