import { endpointKey, type IpNet } from "../base/address/endpoint.ts";
import type { Challenge } from "../seal/challenge.ts";
import { noAuth } from "../wire/fields/auth.ts";
import { communityText } from "../wire/community.ts";
import type { Auth, RegisterSuper, RegisterSuperAck, RegisterSuperNak } from "../wire/message.ts";
import { spec as wire } from "../wire/spec.ts";
import type { SupernodeAction } from "./action.ts";
import type { Member } from "./members/member.ts";
import { problem } from "./problems.ts";
import type { SupernodeCause } from "./causes.ts";
import type { Arrival } from "./headers/arrival.ts";
import { answer, mayAnswerLonger, sealed, sendTo } from "./replies.ts";
import type { State } from "./state.ts";
import { spec } from "./timing.ts";

/** REGISTER_SUPER_ACK. `signer`: the asking user in user/password mode. */
export function acknowledge(
  state: State,
  asked: RegisterSuper,
  address: IpNet,
  arrival: Arrival,
  signer?: Challenge,
): readonly SupernodeAction[] {
  const bare: RegisterSuperAck = {
    type: "REGISTER_SUPER_ACK",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    cookie: asked.cookie,
    supernode: state.config.mac,
    address,
    lifetime: spec.lifetime,
    socket: arrival.from,
    auth: handOver(asked.auth, arrival, signer),
    supernodes: none,
    keyTime: 0,
  };
  const supernodes = state.federation.size === 0 ? none : someSupernodes(state, arrival);
  const whole = supernodes.length === 0 ? undefined : sealed(state, { ...bare, supernodes }, arrival, signer);
  // Without the list an answer is no longer than the question, so a forged question amplifies nothing.
  const mayTell = whole !== undefined && (whole.length <= arrival.length || mayAnswerLonger(state, arrival));
  return mayTell ? [sendTo(arrival, whole)] : answer(state, arrival, bare, signer);
}

const none: RegisterSuperAck["supernodes"] = [];

export interface Refusal {
  readonly cause: SupernodeCause;
  readonly why: string;
  /** The holder of the requested MAC or TAP address. */
  readonly holder?: Member;
}

/** REGISTER_SUPER_NAK to the asker. */
export function refuse(
  state: State,
  asked: RegisterSuper,
  arrival: Arrival,
  { cause, why, holder }: Refusal,
): readonly SupernodeAction[] {
  state.counters.refused++;
  const facts = { mac: asked.edge, socket: endpointKey(arrival.from), why };
  const held = holder && { holder: endpointKey(holder.path.from) };
  return [
    ...answer(state, arrival, refusal(asked)),
    ...problem(state, cause, asked.edge, { community: communityText(asked.community), ...facts, ...held }, arrival.now),
  ];
}

export function refusal({ community, cookie, edge }: RegisterSuper): RegisterSuperNak {
  const common = { ttl: spec.ttl, fromSupernode: true, community };
  return { type: "REGISTER_SUPER_NAK", ...common, cookie, refused: edge, auth: noAuth };
}

/** The dynamic key, for this user only (§9.3). */
function handOver({ scheme, token }: Auth, { headerKey }: Arrival, signer: Challenge | undefined): Auth {
  const key = headerKey?.dynamicKey;
  return signer === undefined || key === undefined ? noAuth : { scheme, token: signer.answer(token, key) };
}

/** Starting at a random place, so that edges spread (§11.2). */
function someSupernodes({ federation, random }: State, { from, now }: Arrival): RegisterSuperAck["supernodes"] {
  const all = federation.listed(now, from);
  const start = all.length === 0 ? 0 : random.u32() % all.length;
  return [...all.slice(start), ...all.slice(0, start)].slice(0, wire.supernodesMax);
}
