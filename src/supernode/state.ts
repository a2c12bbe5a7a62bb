import type { Instant } from "../base/instant.ts";
import type { Random } from "../base/random.ts";
import { encode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import type { Communities } from "./communities.ts";
import type { SupernodeConfig } from "./config.ts";
import { hostOf } from "./host.ts";
import type { Origin } from "./members.ts";
import type { RateLimit } from "./rate.ts";
import type { Counters, DropReason } from "./status.ts";
import type { lanes } from "./timing.ts";

/** What the parts of a supernode share. */
export interface State {
  readonly config: SupernodeConfig;
  readonly random: Random;
  readonly communities: Communities;
  readonly rate: RateLimit<keyof typeof lanes>;
  readonly counters: Counters;
  startedAt: Instant | undefined;
}

/** A datagram being handled. */
export interface Occasion extends Origin {
  readonly now: Instant;
  /** Length of the datagram. */
  readonly length: number;
}

export function drop(state: State, reason: DropReason): readonly SupernodeAction[] {
  state.counters.dropped[reason]++;
  return [];
}

/** To `path.from`, leaving from the address that it talks to. */
export function sendTo({ from, to }: Origin, bytes: Uint8Array): SupernodeAction {
  return { kind: "send", to: from, ...(to !== undefined && { source: to }), bytes };
}

/** The answer to a datagram whose source address may be forged: longer ones than the question have a narrow lane. */
export function answer(state: State, question: Occasion, message: Message): readonly SupernodeAction[] {
  const bytes = encode(message);
  const isLonger = bytes.length > question.length;
  if (isLonger && !state.rate.take(hostOf(question.from.address), "longAnswers", 1, question.now)) {
    return drop(state, "rate");
  }
  return [sendTo(question, bytes)];
}
