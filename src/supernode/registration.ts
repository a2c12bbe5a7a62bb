import { hex } from "../base/bytes.ts";
import { endpointKey, type IpNet, noIpNet } from "../base/endpoint.ts";
import { nullMac } from "../base/mac.ts";
import type { Note } from "../base/note.ts";
import { noAuth } from "../wire/auth-field.ts";
import { communityText } from "../wire/community.ts";
import type { Community as Name, RegisterSuper, UnregisterSuper } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { asksForAddress, drawAddress } from "./addresses.ts";
import { isFrom, mayReplace, sameIdentity } from "./claim.ts";
import type { Community } from "./communities.ts";
import type { Edge } from "./members.ts";
import { answer, drop, type Occasion, type State } from "./state.ts";
import { spec } from "./timing.ts";

/** §11.2, but nothing changes hands before the claim is judged (§14.1 no. 6). */
export function register(state: State, asked: RegisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  if (asked.edge === state.config.mac) return drop(state, "own mac");
  if (isGroup(asked.edge)) return drop(state, "group mac");
  if (asked.auth.scheme > spec.simpleId) return refuse(state, asked, occasion, "no users in this community");
  const community = state.communities.findOrFound(asked.community, occasion.from.address, occasion.now);
  if (community === undefined) return drop(state, "full");
  return asked.edge === nullMac ? offer(state, community, asked, occasion) : enter(state, community, asked, occasion);
}

/** §11.3: no answer. With its token an edge may leave from any socket. */
export function unregister(state: State, asked: UnregisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  const edge = state.communities.find(asked.community)?.members.find(asked.source);
  if (edge === undefined) return drop(state, "stranger");
  const isItself = sameIdentity(edge.auth, asked.auth) || (edge.auth.token.length === 0 && isFrom(edge, occasion));
  if (state.config.spoofingProtection && !isItself) return drop(state, "wrong token");
  state.communities.leave(edge, occasion.now);
  state.counters.unregistered++;
  return [edgeNote("edge left", edge)];
}

/** A zero MAC address asks for an address only, which the edge then registers under its real one (§10.1). */
function offer(state: State, community: Community, asked: RegisterSuper, occasion: Occasion) {
  if (!asksForAddress(asked.address)) return acknowledge(state, asked, noIpNet, occasion);
  const address = draw(state, community, asked, occasion);
  if (address === undefined) return refuse(state, asked, occasion, "no address left");
  community.offers.add(address.address, asker(asked, occasion), occasion.now);
  return acknowledge(state, asked, address, occasion);
}

function enter(state: State, community: Community, asked: RegisterSuper, occasion: Occasion) {
  const { communities } = state;
  const { now, from, to } = occasion;
  const asks = asksForAddress(asked.address);
  const holders = community.members.holdersOf(asked.edge, asks ? undefined : asked.address, occasion);
  for (const holder of holders) {
    if (!mayReplace(state, holder, asked.auth, occasion)) return refuse(state, asked, occasion, "in use", holder);
  }
  if (!communities.hasRoom(community, from.address, holders)) return drop(state, "full");
  const before = community.members.find(asked.edge);
  const address = asks ? (given(before) ?? draw(state, community, asked, occasion) ?? noIpNet) : asked.address;
  for (const holder of holders) communities.leave(holder, now);
  communities.enter({
    community: asked.community,
    mac: asked.edge,
    address,
    description: asked.description,
    auth: asked.auth,
    ...(asked.socket !== undefined && { preferredSocket: asked.socket }),
    path: to === undefined ? { from } : { from, to },
    lastSeen: now,
    lastHeard: now,
  });
  community.offers.settle(address.address);
  state.counters.registered++;
  const answers = acknowledge(state, asked, asks ? address : noIpNet, occasion);
  const registered = community.members.find(asked.edge)!;
  if (before === undefined) return [...answers, edgeNote("edge registered", registered)];
  return isFrom(before, occasion) ? answers : [...answers, edgeNote("edge moved", registered)];
}

function given(edge: Edge | undefined): IpNet | undefined {
  return edge === undefined || edge.address.prefix === 0 ? undefined : edge.address;
}

function draw(state: State, community: Community, asked: RegisterSuper, occasion: Occasion): IpNet | undefined {
  const subnet = state.communities.subnetOf(community);
  if (subnet === undefined) return undefined;
  const isHeld = (address: string) =>
    community.members.holdsAddress(address) ||
    community.offers.isOfferedToOther(address, asker(asked, occasion), occasion.now);
  return drawAddress(subnet, asked.description, isHeld, state.random);
}

/** Who an offer is for, before it has a MAC address. */
function asker({ auth }: RegisterSuper, { from }: Occasion): string {
  return auth.token.length > 0 ? hex(auth.token) : endpointKey(from);
}

function acknowledge(state: State, asked: RegisterSuper, address: IpNet, occasion: Occasion) {
  return answer(state, occasion, {
    type: "REGISTER_SUPER_ACK",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    cookie: asked.cookie,
    supernode: state.config.mac,
    address,
    lifetime: spec.lifetime,
    socket: occasion.from,
    auth: noAuth,
    supernodes: [],
    keyTime: 0,
  });
}

function refuse(state: State, asked: RegisterSuper, occasion: Occasion, why: string, holder?: Edge) {
  state.counters.refused++;
  const answers = answer(state, occasion, {
    type: "REGISTER_SUPER_NAK",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    cookie: asked.cookie,
    refused: asked.edge,
    auth: noAuth,
  });
  const facts = { mac: asked.edge, socket: endpointKey(occasion.from), why };
  const held = holder && { holder: endpointKey(holder.path.from) };
  return [...answers, note("warning", "registration refused", asked.community, { ...facts, ...held })];
}

function edgeNote(what: string, { community, mac, path }: Edge): SupernodeAction {
  return note("info", what, community, { mac, socket: endpointKey(path.from) });
}

function note(level: Note["level"], what: string, name: Name, facts: Record<string, string>): SupernodeAction {
  return { kind: "note", note: { level, what, with: { community: communityText(name), ...facts } } };
}

/** The lowest bit of the first byte marks a group address (IEEE 802); no edge has one. */
function isGroup(mac: string): boolean {
  return (parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
