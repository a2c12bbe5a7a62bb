import type { Instant } from "../base/instant.ts";
import type { Problems } from "../base/problems.ts";
import type { Random } from "../base/random.ts";
import type { Challenge } from "../seal/challenge.ts";
import type { Seals } from "../seal/seals.ts";
import { accept, cappedStamp, isLater, type Stamp, type StampIssuer } from "../seal/stamps/stamp.ts";
import { encode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import type { Communities } from "./access/communities.ts";
import type { CommunityList } from "./access/community-list.ts";
import type { SupernodeConfig } from "./config.ts";
import type { Federation } from "./federation/federation.ts";
import { hostOf } from "../base/address/host.ts";
import type { HeaderKeys } from "./headers/header-keys.ts";
import type { HeaderKey, Signature } from "./headers/header-key.ts";
import type { Origin } from "./members/members.ts";
import type { SupernodeCause } from "./causes.ts";
import type { RateLimit } from "./limits/rate.ts";
import type { SupernodeDrop } from "../status/supernode-drops.ts";
import type { Counters } from "./counters.ts";
import type { lanes } from "./timing.ts";

/** What the parts of a supernode share. */
export interface State {
  readonly config: SupernodeConfig;
  readonly random: Random;
  readonly seals: Seals;
  readonly communities: Communities;
  readonly federation: Federation;
  readonly headerKeys: HeaderKeys;
  /** One series for all that we send, as peers expect (§16 no. 11). */
  readonly stamps: StampIssuer;
  readonly rate: RateLimit<keyof typeof lanes>;
  readonly counters: Counters;
  readonly problems: Problems<SupernodeCause>;
  readonly startedAt: Instant;
  list: CommunityList | undefined;
  /** What dynamic keys are made of (§9.5): UNIX seconds; 0 = no list was ever loaded, here or in the federation. */
  keyTime: number;
  lastForwarded: Instant | undefined;
  lastRegistered: Instant | undefined;
}

/** A datagram being handled. */
export interface Arrival extends Origin {
  readonly now: Instant;
  /** Length of the datagram. */
  readonly length: number;
  /** What opened it, and seals what follows from it; undefined = it was plain. */
  readonly headerKey?: HeaderKey;
  /** Undefined = it was plain. */
  readonly stamp?: Stamp;
  readonly signature?: Signature;
}

export function drop(state: State, reason: SupernodeDrop): readonly SupernodeAction[] {
  state.counters.dropped[reason]++;
  return [];
}

/** To `path.from`, leaving from the address or by the connection that it talks to. */
export function sendTo({ from, to, via }: Origin, bytes: Uint8Array): SupernodeAction {
  return { kind: "send", to: from, source: to, via, bytes };
}

/**
 * As it goes on the wire. `headerKey` undefined = plain. `signer`: the user that a registration or its ACK concerns.
 */
export function sealed(
  state: State,
  message: Message,
  { headerKey, now }: Pick<Arrival, "headerKey" | "now">,
  signer?: Challenge,
): Uint8Array {
  const plain = encode(message);
  return headerKey === undefined ? plain : headerKey.seal(plain, message.type, state.stamps.issue(now), signer);
}

/** The answer to a datagram whose source address may be forged: longer ones than the question have a narrow lane. */
export function answer(
  state: State,
  question: Arrival,
  message: Message,
  signer?: Challenge,
): readonly SupernodeAction[] {
  const bytes = sealed(state, message, question, signer);
  if (bytes.length > question.length && !mayAnswerLonger(state, question)) return drop(state, "rate");
  return [sendTo(question, bytes)];
}

/** A TCP connection proves its source address. */
export function mayAnswerLonger(state: State, { from, via, now }: Arrival): boolean {
  return via !== undefined || state.rate.take(hostOf(from.address), "longAnswers", 1, now);
}

/** What is known of the stamps of an edge or of another supernode. */
export interface Stamped {
  /** The largest, as far as its clock can be (see `cappedStamp`). */
  stamp?: Stamp | undefined;
  readonly ahead?: number | undefined;
  /** The last ones that were beyond that. */
  beyond?: readonly Stamp[] | undefined;
}

/** Whether an encrypted message comes too late, or again, from the node it names (§8.3); plain ones cannot tell. */
export function isReplay({ stamp, now }: Arrival, previous: Stamp | undefined, order: "strict" | "loose"): boolean {
  return stamp !== undefined && accept(stamp, previous, now, order === "loose") === undefined;
}

/** The same for a message without a token: a forged one must not shut the node out by its stamp. */
export function isRepeated(node: Stamped, arrival: Arrival, order: "strict" | "loose"): boolean {
  const { stamp } = arrival;
  const isBeyond =
    order === "strict" && node.beyond?.some(({ high, low }) => high === stamp?.high && low === stamp.low);
  return isBeyond === true || isReplay(arrival, node.stamp, order);
}

/** To be called when nothing speaks against the message any more: a forged one must not shut the real node out. */
export function remember(node: Stamped, { stamp, now }: Pick<Arrival, "stamp" | "now">): void {
  if (stamp === undefined) return;
  const capped = cappedStamp(stamp, node.ahead, now);
  if (capped !== stamp) node.beyond = [...(node.beyond ?? []), stamp].slice(-beyondMax);
  if (node.stamp === undefined || isLater(capped, node.stamp)) node.stamp = capped;
}

/** Ours to choose. */
const beyondMax = 16;
