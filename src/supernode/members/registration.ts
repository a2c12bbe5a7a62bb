import { hex, sameBytes } from "../../base/bytes.ts";
import { endpointKey, type IpNet, noIpNet } from "../../base/address/endpoint.ts";
import { nullMac } from "../../base/address/mac.ts";
import { type Duration, type Instant, milliseconds, since } from "../../base/instant.ts";
import type { Challenge } from "../../seal/challenge.ts";
import { aheadOf } from "../../seal/stamps/stamp.ts";
import type { RegisterSuper, UnregisterSuper } from "../../wire/message.ts";
import type { SupernodeAction } from "../action.ts";
import { acknowledge, refuse } from "../answers.ts";
import { asksForAddress, drawAddress } from "./addresses.ts";
import { isFrom, isSameEdge, leaves, mayReplace, speaksFor } from "./claim.ts";
import { type Community, privacyOf } from "../access/community.ts";
import { registeredElsewhere } from "../federation/elsewhere.ts";
import { allows } from "../headers/letter.ts";
import { type Edge, originOf, samePath } from "./members.ts";
import { closeUnused } from "../connections.ts";
import { edgeNote } from "../notes.ts";
import { dropWithReason } from "../problems.ts";
import { drop, isReplay, type Occasion, sealed, sendTo, type State } from "../state.ts";
import type { DropReason } from "../status.ts";
import { spec, tuned } from "../timing.ts";
import { isTwin, movesOf } from "./twins.ts";

/** §11.2, but nothing changes hands before the claim is judged (§14.1 no. 6). */
export function register(state: State, asked: RegisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  if (asked.edge === state.config.mac) return drop(state, "own mac");
  if (isGroup(asked.edge)) return drop(state, "group mac");
  state.lastRegistered = occasion.now;
  const identity = identify(state, asked, occasion);
  if (typeof identity === "string") {
    return dropWithReason(state, { dropped: identity, community: asked.community }, occasion);
  }
  if ("refused" in identity) return refuse(state, asked, occasion, { cause: "user-refused", why: identity.refused });
  const community = state.communities.findOrFound(asked.community, occasion.from.address, occasion.now);
  if (community === undefined) return drop(state, "full");
  // Drawn now, as there: whoever looks sees it from the first registration.
  state.communities.subnetOf(community);
  const claim = { asked, occasion, community, ...identity };
  return asked.edge === nullMac ? offer(state, claim) : enter(state, claim);
}

/**
 * §11.3: no answer. With its token an edge may leave from any socket; a user's token is no secret, so it may from its own
 * socket only, and as that may be forged too, its entry goes when nothing more is heard from it.
 */
export function unregister(state: State, asked: UnregisterSuper, occasion: Occasion): readonly SupernodeAction[] {
  const community = state.communities.find(asked.community);
  const edge = community?.members.find(asked.source);
  if (edge === undefined) return drop(state, "stranger");
  if (isReplay(occasion, edge.registeredStamp, "strict")) return drop(state, "replay");
  const { stamp, now } = occasion;
  const proof = state.config.spoofingProtection ? leaves(edge, asked.auth, occasion) : "proven";
  if (proof === "no") return drop(state, "wrong token");
  if (proof === "claimed") {
    state.communities.awaitSilence(edge, now);
    return [];
  }
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
  state: State,
  { community: name, auth, edge }: RegisterSuper,
  occasion: Occasion,
): { readonly signer?: Challenge } | { readonly refused: string } | DropReason {
  const { communities } = state;
  const isAllowed = allows(state, name, occasion.now);
  if (isAllowed !== true) return isAllowed === "rate" ? "rate" : "unlisted";
  const community = communities.find(name);
  const known = community?.members.find(edge);
  const previous = known === undefined ? community?.departures.stampOf(edge) : known.registeredStamp;
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
  if (address === undefined)
    return refuse(state, asked, occasion, {
      cause: "no-address",
      why: "no address left in the network of the community",
    });
  community.offers.add(address.address, asker(claim), occasion.now);
  return acknowledge(state, asked, address, occasion, signer);
}

function enter(state: State, claim: Claim): readonly SupernodeAction[] {
  const { asked, occasion, community } = claim;
  const { communities } = state;
  const { now, from } = occasion;
  const isSealed = occasion.lock !== undefined;
  if (isSealed && privacyOf(community) === "plain") {
    const plain = [...community.members.all()];
    if (plain.some((edge) => keepsPlain(edge, now))) return drop(state, "encrypted");
    for (const edge of plain) communities.leave(edge, now);
  }
  const asks = asksForAddress(asked.address);
  const known = community.members.find(asked.edge);
  if (known !== undefined && isThere(known, occasion)) {
    if (!speaksFor(state, known, asked.auth, occasion)) return tolerate(state, claim, known, asks);
    if (isSameAddress(known, asks ? given(known) : asked.address)) return renew(state, claim, known, asks);
  }
  const holders = community.members.holdersOf(asked.edge, asks ? undefined : asked.address, occasion);
  for (const holder of holders) {
    const isOwn = holder === known && isThere(known, occasion);
    if (!isOwn && !mayReplace(state, holder, asked.auth, occasion))
      return refuse(state, asked, occasion, { cause: "refused", why: inUse(holder, asked), holder });
  }
  if (known !== undefined && state.config.spoofingProtection && isTwin(known, occasion, now))
    return refuse(state, asked, occasion, { cause: "two-machines", why: twinText, holder: known });
  const leaving = [...holders, ...givingWay(state, claim, known)];
  const there = known === undefined && registeredElsewhere(state, community, asked.edge, now);
  if (there && state.config.spoofingProtection && !isSameEdge(there.auth, asked.auth))
    return refuse(state, asked, occasion, {
      cause: "refused",
      why: "another edge has this MAC address, at another supernode",
    });
  if (!communities.hasRoom(community, from.address, leaving)) return drop(state, "full");
  const address = asks ? (given(known) ?? draw(state, claim) ?? noIpNet) : asked.address;
  const registered: Edge = {
    community: asked.community,
    mac: asked.edge,
    address,
    description: asked.description,
    auth: asked.auth,
    provenAt: now,
    gap: known?.gap ?? milliseconds(0),
    preferredSocket: asked.socket,
    path: originOf(occasion),
    lastSeen: now,
    lastHeard: now,
    hasSpoken: known?.hasSpoken ?? false,
    moves: known === undefined || isThere(known, occasion) ? (known?.moves ?? []) : movesOf(known, now),
    sealed: isSealed,
    stamp: occasion.stamp,
    registeredStamp: occasion.stamp,
    ahead: occasion.stamp && aheadOf(occasion.stamp, now),
    cookie: asked.cookie,
    older: undefined,
    newer: undefined,
  };
  for (const edge of leaving) communities.leave(edge, now);
  communities.enter(registered);
  const answers = welcome(state, claim, address, asks);
  if (known === undefined) return [...answers, edgeNote("edge registered", registered)];
  return isFrom(known, occasion) ? answers : [...answers, edgeNote("edge moved", registered)];
}

const twinText = "two machines take this MAC address from each other, and the other one is heard";

/** A plain edge that has come back at least once keeps its community plain while it is heard. */
function keepsPlain({ gap, lastHeard }: Edge, now: Instant): boolean {
  return gap > 0 && since(lastHeard, now) <= tuned.silentIsDead;
}

/**
 * Who leaves the socket for a newcomer: those whose entry he may take, and where too many are left, one of them. The
 * others stay beside him: to register under a socket is no proof of having it.
 */
function givingWay(state: State, { asked, occasion, community }: Claim, known: Edge | undefined): readonly Edge[] {
  const others = community.members.on(occasion).filter((edge) => edge !== known);
  const taken = new Set(others.filter((edge) => mayReplace(state, edge, asked.auth, occasion)));
  const beside = others.filter((edge) => !taken.has(edge));
  if (beside.length < tuned.edgesPerSocket) return [...taken];
  const [, ...later] = beside;
  return [...taken, later.reduce((a, b) => (givesWay(b, a) ? b : a))];
}

/** Rather than `other`: who has said nothing since it registered, as forged ones do not, then who was heard longest ago. */
function givesWay(edge: Edge, other: Edge): boolean {
  return edge.hasSpoken === other.hasSpoken ? edge.lastHeard < other.lastHeard : !edge.hasSpoken;
}

function isThere(edge: Edge, occasion: Occasion): boolean {
  return edge.sealed === (occasion.lock !== undefined) && samePath(edge.path, occasion);
}

function isSameAddress(edge: Edge, address: IpNet | undefined): boolean {
  return address !== undefined && edge.address.address === address.address && edge.address.prefix === address.prefix;
}

function renew(state: State, claim: Claim, edge: Edge, asks: boolean): readonly SupernodeAction[] {
  const { asked, occasion } = claim;
  const { now, stamp } = occasion;
  edge.description = asked.description;
  edge.gap = Math.min(Math.max(edge.gap, since(edge.provenAt, now)), state.config.limits.edgeLifetime) as Duration;
  edge.auth = asked.auth;
  edge.provenAt = now;
  edge.preferredSocket = asked.socket;
  edge.stamp = stamp;
  edge.registeredStamp = stamp;
  if (stamp !== undefined) edge.ahead = Math.max(edge.ahead ?? -Infinity, aheadOf(stamp, now));
  edge.cookie = asked.cookie;
  state.communities.renew(edge, now);
  return welcome(state, claim, edge.address, asks);
}

/** Somebody without the token, on the edge's own socket (see `speaksFor`): it lives, and nothing else changes. */
function tolerate(state: State, claim: Claim, edge: Edge, asks: boolean): readonly SupernodeAction[] {
  const { asked, occasion, signer } = claim;
  state.communities.renew(edge, occasion.now);
  state.counters.registered++;
  return acknowledge(state, asked, asks ? edge.address : noIpNet, occasion, signer);
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

function inUse(holder: Edge, { edge, address }: RegisterSuper): string {
  if (holder.mac === edge) return "another edge has this MAC address";
  return holder.address.address === address.address
    ? "another edge has this address"
    : "another edge registered from this socket";
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
