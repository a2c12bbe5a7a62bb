import { endpointKey } from "../base/address/endpoint.ts";
import type { Cause } from "../base/problems.ts";
import { communityText } from "../wire/community.ts";
import type { Community } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import type { DropReason } from "./status.ts";
import type { Occasion, State } from "./state.ts";
import { drop } from "./state.ts";

/** Why edges cannot get through, as the log and `supernode status` name it. */
export const supernodeCauses = {
  unlisted: { advice: "add the name to the community list and reload it, or give the edge a listed one (-c)" },
  "headers-plain": { advice: "start this edge with -H, as the others of its community" },
  "headers-encrypted": { advice: "start all edges of the community with -H, or none" },
  // Anybody can send three bytes to a port.
  unreadable: { advice: "if it is an edge with -H, add its community to the list; else it is no n2n v3", from: 3 },
  "clock-differs": { advice: "set both clocks, by NTP for instance: with -H they may differ by 16 s" },
  refused: { advice: "give the edge another address (-a) or MAC address (-m), or end the one that holds it" },
  "two-machines": { advice: "give one of them another MAC address (-m): clones of one image may have the same" },
  "no-address": {
    advice: "give the supernode a larger range of addresses (-a), or the edge an address of its own (-a)",
  },
  "user-refused": { advice: "compare the edge's -I and -J with the community list" },
} as const satisfies Record<string, Cause>;

export type SupernodeCause = keyof typeof supernodeCauses;

/** A datagram that comes to nothing, with what tells people why. */
export interface Dropped {
  readonly dropped: DropReason;
  readonly community?: Community;
  /** How far the sender's clock is behind ours; negative = ahead; in seconds. */
  readonly behind?: number;
}

const causeOf: Partial<Record<DropReason, SupernodeCause>> = {
  unlisted: "unlisted",
  unencrypted: "headers-plain",
  encrypted: "headers-encrypted",
  malformed: "unreadable",
  "wrong hash": "user-refused",
};

/** Counts a drop; where an operator or a user can do something about it, says so at a bounded pace. */
export function dropWithReason(state: State, what: Dropped, { from, now }: Occasion): readonly SupernodeAction[] {
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
  now: Occasion["now"],
): readonly SupernodeAction[] {
  const note = state.problems.met(cause, who, facts, now);
  return note === undefined ? [] : [{ kind: "note", note }];
}

const clockText = (behind: number): string =>
  behind > 0 ? `the edge, by ${behind} s` : `this machine, by ${-behind} s`;
