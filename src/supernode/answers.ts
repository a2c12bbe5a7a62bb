import { endpointKey, type IpNet } from "../base/address/endpoint.ts";
import type { Challenge } from "../seal/challenge.ts";
import { noAuth } from "../wire/fields/auth.ts";
import { communityText } from "../wire/community.ts";
import type { Auth, RegisterSuper, RegisterSuperAck, RegisterSuperNak } from "../wire/message.ts";
import { spec as wire } from "../wire/spec.ts";
import type { SupernodeAction } from "./action.ts";
import type { Edge } from "./members/members.ts";
import { problem } from "./problems.ts";
import type { SupernodeCause } from "./causes.ts";
import { answer, mayAnswerLonger, type Occasion, sealed, sendTo, type State } from "./state.ts";
import { spec } from "./timing.ts";

/** REGISTER_SUPER_ACK. `signer`: in user/password mode, who asked. */
export function acknowledge(
  state: State,
  asked: RegisterSuper,
  address: IpNet,
  occasion: Occasion,
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
    socket: occasion.from,
    auth: handOver(asked.auth, occasion, signer),
    supernodes: none,
    keyTime: 0,
  };
  const supernodes = state.federation.size === 0 ? none : someSupernodes(state, occasion);
  const whole = supernodes.length === 0 ? undefined : sealed(state, { ...bare, supernodes }, occasion, signer);
  // An answer without the list is no longer than the question, so that a forged one multiplies nothing.
  const mayTell = whole !== undefined && (whole.length <= occasion.length || mayAnswerLonger(state, occasion));
  return mayTell ? [sendTo(occasion, whole)] : answer(state, occasion, bare, signer);
}

const none: RegisterSuperAck["supernodes"] = [];

export interface Refusal {
  readonly cause: SupernodeCause;
  readonly why: string;
  /** Who has what was asked for. */
  readonly holder?: Edge;
}

/** REGISTER_SUPER_NAK to whoever asked. */
export function refuse(
  state: State,
  asked: RegisterSuper,
  occasion: Occasion,
  { cause, why, holder }: Refusal,
): readonly SupernodeAction[] {
  state.counters.refused++;
  const facts = { mac: asked.edge, socket: endpointKey(occasion.from), why };
  const held = holder && { holder: endpointKey(holder.path.from) };
  return [
    ...answer(state, occasion, refusal(asked)),
    ...problem(
      state,
      cause,
      asked.edge,
      { community: communityText(asked.community), ...facts, ...held },
      occasion.now,
    ),
  ];
}

export function refusal({ community, cookie, edge }: RegisterSuper): RegisterSuperNak {
  const common = { ttl: spec.ttl, fromSupernode: true, community };
  return { type: "REGISTER_SUPER_NAK", ...common, cookie, refused: edge, auth: noAuth };
}

/** The dynamic key, for the user alone (§9.3). */
function handOver({ scheme, token }: Auth, { lock }: Occasion, signer: Challenge | undefined): Auth {
  const key = lock?.dynamicKey;
  return signer === undefined || key === undefined ? noAuth : { scheme, token: signer.answer(token, key) };
}

/** From a random place on, so that edges spread (§11.2). */
function someSupernodes({ federation, random }: State, { from, now }: Occasion): RegisterSuperAck["supernodes"] {
  const all = federation.told(now, from);
  const start = all.length === 0 ? 0 : random.u32() % all.length;
  return [...all.slice(start), ...all.slice(0, start)].slice(0, wire.supernodesMax);
}
