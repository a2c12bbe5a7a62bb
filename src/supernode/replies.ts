import { hostOf } from "../base/address/host.ts";
import type { Challenge } from "../seal/challenge.ts";
import { encode } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { drop } from "./counters.ts";
import type { Arrival } from "./headers/arrival.ts";
import type { Origin } from "./members/origin.ts";
import type { State } from "./state.ts";

/** To `path.from`, from the address or on the connection that it uses. */
export function sendTo({ from, to, via }: Origin, bytes: Uint8Array): SupernodeAction {
  return { kind: "send", to: from, source: to, via, bytes };
}

/**
 * The bytes on the wire. `headerKey` undefined = plain. `signer`: the user that a registration or its ACK concerns.
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

/**
 * The answer to a datagram whose source address may be forged: answers longer than the question have a low rate
 * limit.
 */
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
