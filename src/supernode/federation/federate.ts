import { type Endpoint, endpointKey, noIpNet } from "../../base/address/endpoint.ts";
import { type Instant, since } from "../../base/instant.ts";
import { nullMac } from "../../base/address/mac.ts";
import { aheadOf } from "../../seal/stamps/stamp.ts";
import { noAuth } from "../../wire/fields/auth.ts";
import type { FieldText, Message, RegisterSuper, RegisterSuperAck } from "../../wire/message.ts";
import { spec as wire } from "../../wire/spec.ts";
import type { SupernodeAction } from "../action.ts";
import { sameIdentity } from "../members/claim.ts";
import { isHeard, type Supernode } from "./federation.ts";
import { originOf } from "../members/members.ts";
import { note } from "../notes.ts";
import { adoptKeyTime, fillKeyring } from "../access/rekey.ts";
import {
  answer,
  drop,
  isRepeated,
  mayAnswerLonger,
  type Occasion,
  remember,
  sealed,
  sendTo,
  type State,
} from "../state.ts";
import { spec, tuned } from "../timing.ts";

/** What supernodes say to each other about themselves (fact sheet §11.6). */
export function federate(state: State, message: Message, occasion: Occasion): readonly SupernodeAction[] {
  if (!message.fromSupernode || occasion.via !== undefined) return drop(state, "misdirected");
  if (message.type === "REGISTER_SUPER") return greeted(state, message, occasion);
  if (message.type === "REGISTER_SUPER_ACK") return answered(state, message, occasion);
  return drop(state, "misdirected");
}

/**
 * Asks those that were not heard for long. Not one that has proved nothing yet: its address may be a victim's, and one
 * forged greeting would have it greeted again and again.
 */
export function keepFederation(state: State, now: Instant): readonly SupernodeAction[] {
  state.federation.sweep(now);
  const quiet = [...state.federation.all()].filter(
    (supernode) =>
      (supernode.fixed || supernode.heardAt !== undefined) && !isHeard(supernode, now, spec.supernodeAskAfter),
  );
  return quiet.map((supernode) => greet(state, supernode, now));
}

/** The configured members are now these. */
export function configureMembers(state: State, members: readonly Endpoint[], now: Instant): readonly SupernodeAction[] {
  const added = state.federation.configure(members, now);
  fillKeyring(state);
  return added.map((supernode) => greet(state, supernode, now));
}

/** REGISTER_SUPER to everybody, with the key time that just changed. */
export function greetAll(state: State, now: Instant): readonly SupernodeAction[] {
  return [...state.federation.all()].map((supernode) => greet(state, supernode, now));
}

function greet(state: State, supernode: Supernode, now: Instant): SupernodeAction {
  const { config, federation, random, keyTime } = state;
  const cookie = random.u32();
  supernode.cookie = cookie;
  supernode.askedAt = now;
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
  return sendTo(supernode.path, sealed(state, message, { lock: federation.lock, now }));
}

/**
 * A greeting is answered, but its source address may be forged and its author a stranger who knows the federation's
 * name. So a new supernode gets a greeting in return, and no traffic before it has repeated our random cookie.
 */
function greeted(state: State, asked: RegisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  const { config, federation } = state;
  const { now, from } = occasion;
  if (asked.edge === config.mac || asked.edge === nullMac) return drop(state, "own mac");
  const known = federation.at(from);
  if (isRepeated(known ?? {}, occasion, "strict")) return drop(state, "replay");
  const other = federation.otherHolder(asked.edge, occasion, now);
  if (other !== undefined && !(other.auth && sameIdentity(other.auth, asked.auth))) return drop(state, "wrong token");
  const supernode = known ?? federation.learn(originOf(occasion), now);
  if (supernode === undefined) return drop(state, "forged supernode");
  remember(supernode, occasion);
  supernode.mac = asked.edge;
  supernode.auth = asked.auth;
  supernode.path = originOf(occasion);
  const isProven = supernode.fixed || supernode.heardAt !== undefined;
  if (isProven) supernode.heardAt = now;
  const rekeyed = isProven ? adoptKeyTime(state, asked.keyTime, now) : [];
  const answers = acknowledgeSupernode(state, asked, occasion);
  const mayGreet = supernode.heardAt === undefined && hasWaited(supernode, now) && mayAnswerLonger(state, occasion);
  const greetings = rekeyed.length > 0 ? greetAll(state, now) : mayGreet ? [greet(state, supernode, now)] : [];
  return [...rekeyed, ...answers, ...greetings];
}

function hasWaited({ askedAt }: Supernode, now: Instant): boolean {
  return askedAt === undefined || since(askedAt, now) >= tuned.greetEvery;
}

function acknowledgeSupernode(state: State, asked: RegisterSuper, occasion: Occasion): readonly SupernodeAction[] {
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
    socket: occasion.from,
    auth: noAuth,
    supernodes: [],
    keyTime,
  };
  const isActive = isHeard(federation.at(occasion.from) ?? {}, occasion.now, spec.supernodeActiveFor);
  if (!isActive) return answer(state, occasion, bare);
  const supernodes = federation.told(occasion.now, occasion.from).slice(0, wire.supernodesMax);
  return [sendTo(occasion, sealed(state, { ...bare, supernodes }, occasion))];
}

function answered(state: State, ack: RegisterSuperAck, occasion: Occasion): readonly SupernodeAction[] {
  const { federation } = state;
  const { now, from } = occasion;
  const supernode = federation.at(from);
  if (supernode?.cookie === undefined || supernode.cookie !== ack.cookie) return drop(state, "forged supernode");
  if (ack.supernode === state.config.mac) return drop(state, "own mac");
  if (occasion.stamp !== undefined) supernode.ahead = aheadOf(occasion.stamp, now);
  remember(supernode, occasion);
  const isNew = supernode.heardAt === undefined;
  supernode.cookie = undefined;
  supernode.mac = ack.supernode;
  supernode.path = originOf(occasion);
  supernode.heardAt = now;
  const rekeyed = adoptKeyTime(state, ack.keyTime, now);
  const learned = ack.supernodes.flatMap(({ socket, mac }) => {
    const isUs = mac === state.config.mac;
    const unknown = isUs || federation.at(socket) ? undefined : federation.learn({ from: socket }, now);
    return unknown === undefined ? [] : [greet(state, unknown, now)];
  });
  const notes = isNew ? [note("normal", "supernode joined", { mac: ack.supernode, socket: endpointKey(from) })] : [];
  return [...rekeyed, ...(rekeyed.length > 0 ? greetAll(state, now) : learned), ...notes];
}
