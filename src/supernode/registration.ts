import { hex, sameBytes } from "../base/bytes.ts";
import { endpointKey, type IpNet, noIpNet } from "../base/endpoint.ts";
import { nullMac } from "../base/mac.ts";
import type { Challenge } from "../seal/challenge.ts";
import type { RegisterSuper, UnregisterSuper } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { acknowledge, refuse } from "./answers.ts";
import { asksForAddress, drawAddress } from "./addresses.ts";
import { isFrom, isItself, mayReplace } from "./claim.ts";
import { type Community, privacyOf } from "./community.ts";
import { isListed } from "./community-list.ts";
import { type Edge, originOf, samePath } from "./members.ts";
import { closeUnused } from "./connections.ts";
import { edgeNote } from "./notes.ts";
import { drop, isReplay, type Occasion, sealed, sendTo, type State } from "./state.ts";
import type { DropReason } from "./status.ts";
import { spec } from "./timing.ts";

/** §11.2, but nothing changes hands before the claim is judged (§14.1 no. 6). */
export function register(state: State, asked: RegisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  if (asked.edge === state.config.mac) return drop(state, "own mac");
  if (isGroup(asked.edge)) return drop(state, "group mac");
  state.lastRegistered = occasion.now;
  const identity = identify(state, asked, occasion);
  if (typeof identity === "string") return drop(state, identity);
  if ("refused" in identity) return refuse(state, asked, occasion, identity.refused);
  const community = state.communities.findOrFound(asked.community, occasion.from.address, occasion.now);
  if (community === undefined) return drop(state, "full");
  const claim = { asked, occasion, community, ...identity };
  return asked.edge === nullMac ? offer(state, claim) : enter(state, claim);
}

/** §11.3: no answer. With its token an edge may leave from any socket; a user's token is no secret, so it may not. */
export function unregister(state: State, asked: UnregisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  const community = state.communities.find(asked.community);
  const edge = community?.members.find(asked.source);
  if (edge === undefined) return drop(state, "stranger");
  if (isReplay(occasion, edge.stamp, "strict")) return drop(state, "replay");
  if (state.config.spoofingProtection && !isItself(edge, asked.auth, occasion)) return drop(state, "wrong token");
  const { stamp } = occasion;
  if (stamp !== undefined) edge.stamp = stamp;
  state.communities.leave(edge, occasion.now);
  state.counters.unregistered++;
  return [edgeNote("edge left", edge), ...closeUnused(state.communities, [edge])];
}

/** A registration whose sender is who it says, as far as that can be told. */
interface Claim {
  readonly asked: RegisterSuper;
  readonly occasion: Occasion;
  readonly community: Community;
  readonly signer?: Challenge;
}

/** Whether the list lets the asker in, and in user/password mode who it is (§9.4). */
function identify(
  { list, communities }: State,
  { community: name, auth, edge }: RegisterSuper,
  occasion: Occasion,
): { readonly signer?: Challenge } | { readonly refused: string } | DropReason {
  if (list !== undefined && !isListed(list, name)) return "unlisted";
  const community = communities.find(name);
  const known = community?.members.find(edge);
  const previous = known?.stamp ?? community?.departures.stampOf(edge);
  if (edge !== nullMac && isReplay(occasion, previous, "strict")) return "replay";
  const users = community?.lock?.users;
  if (users === undefined) return auth.scheme > spec.simpleId ? { refused: "no users in this community" } : {};
  const signer = users.challengeOf(auth);
  if (signer === undefined) return { refused: "not a user" };
  const { signature } = occasion;
  const isSigned = signature !== undefined && sameBytes(signer.outerHash(signature.signed), signature.hash);
  return isSigned ? { signer } : "wrong hash";
}

/** A zero MAC address asks for an address only, which the edge then registers under its real one (§10.1). */
function offer(state: State, claim: Claim): readonly SupernodeAction[] {
  const { asked, occasion, community, signer } = claim;
  if (!asksForAddress(asked.address)) return acknowledge(state, asked, noIpNet, occasion, signer);
  const address = draw(state, claim);
  if (address === undefined) return refuse(state, asked, occasion, "no address left");
  community.offers.add(address.address, asker(claim), occasion.now);
  return acknowledge(state, asked, address, occasion, signer);
}

function enter(state: State, claim: Claim): readonly SupernodeAction[] {
  const { asked, occasion, community } = claim;
  const { communities } = state;
  const { now, from } = occasion;
  const isSealed = occasion.lock !== undefined;
  if (isSealed && privacyOf(community) === "plain") {
    for (const plain of [...community.members.all()]) communities.leave(plain, now);
  }
  const asks = asksForAddress(asked.address);
  const known = community.members.find(asked.edge);
  if (known !== undefined && isSameEntry(known, asks ? given(known) : asked.address, occasion)) {
    return renew(state, claim, known, asks);
  }
  const holders = community.members.holdersOf(asked.edge, asks ? undefined : asked.address, occasion);
  for (const holder of holders) {
    if (!mayReplace(state, holder, asked.auth, occasion)) return refuse(state, asked, occasion, "in use", holder);
  }
  if (!communities.hasRoom(community, from.address, holders)) return drop(state, "full");
  const address = asks ? (given(known) ?? draw(state, claim) ?? noIpNet) : asked.address;
  const registered: Edge = {
    community: asked.community,
    mac: asked.edge,
    address,
    description: asked.description,
    auth: asked.auth,
    preferredSocket: asked.socket,
    path: originOf(occasion),
    lastSeen: now,
    lastHeard: now,
    sealed: isSealed,
    stamp: occasion.stamp,
    cookie: asked.cookie,
    older: undefined,
    newer: undefined,
  };
  for (const holder of holders) communities.leave(holder, now);
  communities.enter(registered);
  const answers = welcome(state, claim, address, asks);
  if (known === undefined) return [...answers, edgeNote("edge registered", registered)];
  return isFrom(known, occasion) ? answers : [...answers, edgeNote("edge moved", registered)];
}

/**
 * Whether a registration claims nothing but what its edge holds. Then nobody else holds any of it, and its socket alone
 * is ground enough (see `mayReplace`).
 */
function isSameEntry(edge: Edge, address: IpNet | undefined, occasion: Occasion): boolean {
  const isSameAddress =
    address !== undefined && edge.address.address === address.address && edge.address.prefix === address.prefix;
  return isSameAddress && edge.sealed === (occasion.lock !== undefined) && samePath(edge.path, occasion);
}

function renew(state: State, claim: Claim, edge: Edge, asks: boolean): readonly SupernodeAction[] {
  const { asked, occasion } = claim;
  edge.description = asked.description;
  edge.auth = asked.auth;
  edge.preferredSocket = asked.socket;
  edge.stamp = occasion.stamp;
  edge.cookie = asked.cookie;
  state.communities.renew(edge, occasion.now);
  return welcome(state, claim, edge.address, asks);
}

function welcome(state: State, claim: Claim, address: IpNet, asks: boolean): readonly SupernodeAction[] {
  const { asked, occasion, community, signer } = claim;
  community.offers.settle(address.address);
  state.counters.registered++;
  const answers = acknowledge(state, asked, asks ? address : noIpNet, occasion, signer);
  return state.federation.size === 0 ? answers : [...tellSupernodes(state, claim), ...answers];
}

/** So that they know where the edge is, and forget that it was with them. */
function tellSupernodes(state: State, { asked, occasion, signer }: Claim): readonly SupernodeAction[] {
  const { from, now } = occasion;
  return state.federation.active(now).map(({ path }) => {
    const told = { ...asked, ttl: spec.ttl, fromSupernode: true, socket: from };
    return sendTo(path, sealed(state, told, occasion, signer));
  });
}

function given(edge: Edge | undefined): IpNet | undefined {
  return edge === undefined || edge.address.prefix === 0 ? undefined : edge.address;
}

function draw(state: State, claim: Claim): IpNet | undefined {
  const { asked, occasion, community } = claim;
  const subnet = state.communities.subnetOf(community);
  if (subnet === undefined) return undefined;
  const isHeld = (address: string) =>
    community.members.holdsAddress(address) || community.offers.isOfferedToOther(address, asker(claim), occasion.now);
  return drawAddress(subnet, asked.description, isHeld, state.random);
}

/** Who an offer is for, before it has a MAC address. A user's token differs every time but for the key. */
function asker({ asked: { auth }, occasion: { from } }: Claim): string {
  if (auth.token.length === 0) return endpointKey(from);
  return hex(auth.scheme === spec.userPassword ? auth.token.subarray(0, 32) : auth.token);
}

/** The lowest bit of the first byte marks a group address (IEEE 802); no edge has one. */
function isGroup(mac: string): boolean {
  return "13579bdf".includes(mac[1]!);
}
