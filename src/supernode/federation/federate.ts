import { type Endpoint, endpointKey, noIpNet } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import type { FieldText, Message, RegisterSuper, RegisterSuperAck } from "../../wire/message.ts";
import { spec as wire } from "../../wire/spec.ts";
import type { SupernodeAction } from "../action.ts";
import { sameIdentity } from "../members/claim.ts";
import {
  confirm,
  expectAnswer,
  type FederatedSupernode,
  introduceAs,
  isHeard,
  setClock,
} from "./federated-supernode.ts";
import type { HeaderKey } from "../headers/header-key.ts";
import { originOf } from "../members/origin.ts";
import { note } from "../notes.ts";
import { adoptKeyTime, fillHeaderKeys } from "../access/rekey.ts";
import { drop } from "../counters.ts";
import type { Arrival } from "../headers/arrival.ts";
import { isRepeated, remember } from "../headers/replays.ts";
import { answer, mayAnswerLonger, sealed, sendTo } from "../replies.ts";
import type { State } from "../state.ts";
import { spec, tuned } from "../timing.ts";

/** Messages of supernodes about themselves (fact sheet §11.6). */
export function federate(state: State, message: Message, arrival: Arrival): readonly SupernodeAction[] {
  if (!message.fromSupernode || arrival.via !== undefined) return drop(state, "misdirected");
  if (message.type === "REGISTER_SUPER") return greeted(state, message, arrival);
  if (message.type === "REGISTER_SUPER_ACK") return answered(state, message, arrival);
  return drop(state, "misdirected");
}

/**
 * Greets those that have been silent for long, but not one that has proven nothing yet: its address may be a
 * victim's, which one forged greeting would have us greet again and again.
 */
export function keepFederation(state: State, now: Instant): readonly SupernodeAction[] {
  state.federation.sweep(now);
  const quiet = [...state.federation.all()].filter(
    (supernode) =>
      (supernode.fixed || supernode.heardAt !== undefined) && !isHeard(supernode, now, spec.supernodeAskAfter),
  );
  return quiet.map((supernode) => greet(state, supernode, now));
}

/** Replaces the configured members. */
export function configureMembers(state: State, members: readonly Endpoint[], now: Instant): readonly SupernodeAction[] {
  const added = state.federation.configure(members, now);
  fillHeaderKeys(state);
  return added.map((supernode) => greet(state, supernode, now));
}

/** REGISTER_SUPER to all supernodes, with the new key time. */
export function greetAll(state: State, now: Instant): readonly SupernodeAction[] {
  return [...state.federation.all()].map((supernode) => greet(state, supernode, now));
}

/** `theirs`: the key that opened its message. Without one, a greeting that was not answered is tried with the next key. */
function greet(state: State, supernode: FederatedSupernode, now: Instant, theirs?: HeaderKey): SupernodeAction {
  const { config, federation, random, keyTime } = state;
  const cookie = random.u32();
  const headerKey = theirs ?? federation.keyFor(supernode);
  expectAnswer(supernode, cookie, headerKey, now);
  const message: RegisterSuper = {
    type: "REGISTER_SUPER",
    ttl: spec.ttl,
    fromSupernode: true,
    community: federation.name,
    cookie,
    edge: config.mac,
    address: noIpNet,
    description: "" as FieldText,
    auth: federation.auth,
    keyTime,
  };
  return sendTo(supernode.path, sealed(state, message, { headerKey, now }));
}

/**
 * A greeting is answered, but its source address may be forged, and its sender may be a stranger who knows the
 * federation's name. So a new supernode gets a greeting in return, and no traffic before it has repeated our random
 * cookie.
 */
function greeted(state: State, asked: RegisterSuper, arrival: Arrival): readonly SupernodeAction[] {
  const { config, federation } = state;
  const { now, from } = arrival;
  if (asked.edge === config.mac || asked.edge === nullMac) return drop(state, "own mac");
  const known = federation.at(from);
  if (isRepeated(known ?? {}, arrival, "strict")) return drop(state, "replay");
  const other = federation.otherHolder(asked.edge, arrival, now);
  if (other !== undefined && !(other.auth && sameIdentity(other.auth, asked.auth))) return drop(state, "wrong token");
  const supernode = known ?? federation.learn(originOf(arrival), now);
  if (supernode === undefined) return drop(state, "forged supernode");
  remember(supernode, arrival);
  const isProven = introduceAs(supernode, asked.edge, asked.auth, arrival, now);
  const rekeyed = isProven ? adoptKeyTime(state, asked.keyTime, now) : [];
  const answers = acknowledgeSupernode(state, asked, arrival);
  const mayGreet = supernode.heardAt === undefined && hasWaited(supernode, now) && mayAnswerLonger(state, arrival);
  const greetings =
    rekeyed.length > 0 ? greetAll(state, now) : mayGreet ? [greet(state, supernode, now, arrival.headerKey)] : [];
  return [...rekeyed, ...answers, ...greetings];
}

function hasWaited({ askedAt }: FederatedSupernode, now: Instant): boolean {
  return askedAt === undefined || since(askedAt, now) >= tuned.greetEvery;
}

function acknowledgeSupernode(state: State, asked: RegisterSuper, arrival: Arrival): readonly SupernodeAction[] {
  const { config, federation, keyTime } = state;
  const bare: RegisterSuperAck = {
    type: "REGISTER_SUPER_ACK",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    cookie: asked.cookie,
    supernode: config.mac,
    address: noIpNet,
    lifetime: spec.lifetime,
    socket: arrival.from,
    auth: noAuth,
    supernodes: [],
    keyTime,
  };
  const isActive = isHeard(federation.at(arrival.from) ?? {}, arrival.now, spec.supernodeActiveFor);
  if (!isActive) return answer(state, arrival, bare);
  const supernodes = federation.listed(arrival.now, arrival.from).slice(0, wire.supernodesMax);
  return [sendTo(arrival, sealed(state, { ...bare, supernodes }, arrival))];
}

function answered(state: State, ack: RegisterSuperAck, arrival: Arrival): readonly SupernodeAction[] {
  const { federation } = state;
  const { now, from } = arrival;
  const supernode = federation.at(from);
  if (supernode?.cookie === undefined || supernode.cookie !== ack.cookie) return drop(state, "forged supernode");
  if (ack.supernode === state.config.mac) return drop(state, "own mac");
  setClock(supernode, arrival.stamp, now);
  remember(supernode, arrival);
  const isNew = confirm(supernode, ack.supernode, arrival, now);
  const rekeyed = adoptKeyTime(state, ack.keyTime, now);
  const learned = ack.supernodes.flatMap(({ socket, mac }) => {
    const isUs = mac === state.config.mac;
    const unknown = isUs || federation.at(socket) ? undefined : federation.learn({ from: socket }, now);
    return unknown === undefined ? [] : [greet(state, unknown, now)];
  });
  const notes = isNew ? [note("normal", "supernode joined", { mac: ack.supernode, socket: endpointKey(from) })] : [];
  return [...rekeyed, ...(rekeyed.length > 0 ? greetAll(state, now) : learned), ...notes];
}
