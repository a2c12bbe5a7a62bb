/**
 * A registration, in the order in which it is judged; nothing changes before the end.
 *
 * 1. here: is its community listed, is it no replay (`last-stamps.ts` for those who left), and which user is it?
 * 2. `members.ts`: who has its MAC address, its TAP address or its socket (`origin.ts`)?
 * 3. `claim.ts`, `twins.ts`: may it take their place, or are they two machines with one MAC address?
 * 4. `choose-address.ts`: the TAP address of an edge that asks for one; `addresses.ts`, `subnets.ts`, `offers.ts`, `../leases`
 * 5. `member.ts`: the entry, new or renewed; `edge-queue.ts`: the order in which entries run out
 * 6. `changes.ts`: who came and went, for the table of the worker
 *
 * @module
 */
import { sameBytes } from "../../base/bytes.ts";
import { type IpNet, noIpNet } from "../../base/address/endpoint.ts";
import { nullMac } from "../../base/address/mac.ts";
import { type Instant, milliseconds, since } from "../../base/instant.ts";
import type { Challenge } from "../../seal/challenge.ts";
import { aheadOf } from "../../seal/stamps/stamp.ts";
import type { RegisterSuper, UnregisterSuper } from "../../wire/message.ts";
import type { SupernodeAction } from "../action.ts";
import { acknowledge, refusal, refuse } from "../answers.ts";
import { asksForAddress } from "./addresses.ts";
import { askerOf, chooseAddress, leaseAsker, warnOfReservation } from "./choose-address.ts";
import { isFrom, isSameEdge, leaves, mayReplace, speaksFor } from "./claim.ts";
import { type Community, privacyOf } from "../access/community.ts";
import { remoteRegistration } from "../federation/routes-to.ts";
import { allows } from "../headers/open-datagram.ts";
import { type Member, prove, signOff } from "./member.ts";
import { originOf, samePath } from "./origin.ts";
import { closeUnused } from "../connections.ts";
import { communityNote, edgeNote } from "../notes.ts";
import { dropWithReason } from "../problems.ts";
import { drop } from "../counters.ts";
import type { Arrival } from "../headers/arrival.ts";
import { isReplay } from "../headers/replays.ts";
import { answer, sealed, sendTo } from "../replies.ts";
import type { State } from "../state.ts";
import type { SupernodeDrop } from "../../status/supernode-drops.ts";
import { spec, tuned } from "../timing.ts";
import { isTwin, movesOf } from "./twins.ts";

/** §11.2, but nothing changes before the claim is judged (§14.1 no. 6). */
export function register(state: State, asked: RegisterSuper, arrival: Arrival): readonly SupernodeAction[] {
  if (asked.edge === state.config.mac) return drop(state, "own mac");
  if (isGroup(asked.edge)) return drop(state, "group mac");
  state.lastRegistered = arrival.now;
  const identity = identify(state, asked, arrival);
  if (typeof identity === "string") {
    return dropWithReason(state, { dropped: identity, community: asked.community }, arrival);
  }
  if ("refused" in identity) return refuse(state, asked, arrival, { cause: "user-refused", why: identity.refused });
  const community = state.communities.findOrFound(asked.community, arrival.from.address, arrival.now);
  if (community === undefined) return drop(state, "full");
  // Chosen now, as in the reference: the status shows it from the first registration on.
  state.communities.subnetOf(community);
  const claim = { asked, arrival, community, ...identity };
  return asked.edge === nullMac ? offer(state, claim) : enter(state, claim);
}

/**
 * §11.3: no answer. With its token an edge may unregister from any socket. A user's token is not secret, so it may
 * only from its own socket; because that can be forged too, its entry is removed once nothing more is heard from it.
 */
export function unregister(state: State, asked: UnregisterSuper, arrival: Arrival): readonly SupernodeAction[] {
  const community = state.communities.find(asked.community);
  const edge = community?.members.find(asked.source);
  if (edge === undefined) return drop(state, "stranger");
  if (isReplay(arrival, edge.registeredStamp, "strict")) return drop(state, "replay");
  const { stamp, now } = arrival;
  const proof = state.config.spoofingProtection ? leaves(edge, asked.auth, arrival) : "proven";
  if (proof === "no") return drop(state, "wrong token");
  if (proof === "claimed") {
    state.communities.awaitSilence(edge, now);
    return [];
  }
  signOff(edge, stamp);
  state.communities.leave(edge, arrival.now);
  state.counters.unregistered++;
  return [edgeNote("edge left", edge), ...closeUnused(state.communities, [edge])];
}

/** A registration whose sender has been authenticated, as far as possible. */
interface Claim {
  readonly asked: RegisterSuper;
  readonly arrival: Arrival;
  readonly community: Community;
  readonly signer?: Challenge;
}

/** Whether the list admits the sender, and in user/password mode which user it is (§9.4). */
function identify(
  state: State,
  { community: name, auth, edge }: RegisterSuper,
  arrival: Arrival,
): { readonly signer?: Challenge } | { readonly refused: string } | SupernodeDrop {
  const { communities } = state;
  const isAllowed = allows(state, name, arrival.now);
  if (isAllowed !== true) return isAllowed === "rate" ? "rate" : "unlisted";
  const community = communities.find(name);
  const known = community?.members.find(edge);
  const previous = known === undefined ? community?.lastStamps.stampOf(edge) : known.registeredStamp;
  if (edge !== nullMac && isReplay(arrival, previous, "strict")) return "replay";
  const users = community?.headerKey?.users;
  if (users === undefined) return auth.scheme > spec.simpleId ? { refused: "no users in this community" } : {};
  const signer = users.challengeOf(auth);
  if (signer === undefined) return { refused: "not a user" };
  const { signature } = arrival;
  const isSigned = signature !== undefined && sameBytes(signer.outerHash(signature.signed), signature.hash);
  return isSigned ? { signer } : "wrong hash";
}

/** A zero MAC only asks for a TAP address, with which the edge then registers under its real MAC (§10.1). */
function offer(state: State, claim: Claim): readonly SupernodeAction[] {
  const { asked, arrival, community, signer } = claim;
  if (!asksForAddress(asked.address)) return acknowledge(state, asked, noIpNet, arrival, signer);
  const address = chooseAddress(state, claim);
  if (address === undefined)
    return refuse(state, asked, arrival, {
      cause: "no-address",
      why: "no address left in the network of the community",
    });
  community.offers.add(address.address, askerOf(claim), arrival.now);
  return [...acknowledge(state, asked, address, arrival, signer), ...warnOfReservation(state, claim)];
}

function enter(state: State, claim: Claim): readonly SupernodeAction[] {
  const { asked, arrival, community } = claim;
  const { communities } = state;
  const { now, from } = arrival;
  const isSealed = arrival.headerKey !== undefined;
  if (isSealed && privacyOf(community) === "plain") {
    const plain = [...community.members.all()];
    if (plain.some((edge) => keepsPlain(edge, now))) return drop(state, "encrypted");
    for (const edge of plain) communities.leave(edge, now);
  }
  const asks = asksForAddress(asked.address);
  const known = community.members.find(asked.edge);
  if (known !== undefined && isThere(known, arrival)) {
    if (!speaksFor(state, known, asked.auth, arrival)) return tolerate(state, claim, known, asks);
    if (isSameAddress(known, asks ? given(known) : asked.address)) return renew(state, claim, known, asks);
  }
  const holders = community.members.holdersOf(asked.edge, asks ? undefined : asked.address, arrival);
  for (const holder of holders) {
    const isOwn = holder === known && isThere(known, arrival);
    if (!isOwn && !mayReplace(state, holder, asked.auth, arrival))
      return refuse(state, asked, arrival, { cause: "refused", why: inUse(holder, asked), holder });
  }
  if (known !== undefined && state.config.spoofingProtection && isTwin(known, arrival, now))
    return refuse(state, asked, arrival, { cause: "two-machines", why: twinText, holder: known });
  const leaving = [...holders, ...givingWay(state, claim, known)];
  const there = known === undefined && remoteRegistration(state, community, asked.edge, now);
  if (there && state.config.spoofingProtection && !isSameEdge(there.auth, asked.auth))
    return refuse(state, asked, arrival, {
      cause: "refused",
      why: "another edge has this MAC address, at another supernode",
    });
  if (!communities.hasRoom(community, from.address, leaving)) return drop(state, "full");
  const isOffered = !asks && community.offers.isOfferedTo(asked.address.address, askerOf(claim), now);
  if (isOffered && state.leases?.mustAskAgain(asked.community, mineOf(asked), asked.address.address))
    return [...answer(state, arrival, refusal(asked)), reservedNote(asked)];
  const address = asks ? (given(known) ?? chooseAddress(state, claim) ?? noIpNet) : asked.address;
  const registered: Member = {
    community: asked.community,
    mac: asked.edge,
    address,
    description: asked.description,
    auth: asked.auth,
    provenAt: now,
    gap: known?.gap ?? milliseconds(0),
    preferredSocket: asked.socket,
    path: originOf(arrival),
    lastSeen: now,
    lastHeard: now,
    hasSpoken: known?.hasSpoken ?? false,
    moves: known === undefined || isThere(known, arrival) ? (known?.moves ?? []) : movesOf(known, now),
    sealed: isSealed,
    stamp: arrival.stamp,
    registeredStamp: arrival.stamp,
    ahead: arrival.stamp && aheadOf(arrival.stamp, now),
    cookie: asked.cookie,
    older: undefined,
    newer: undefined,
  };
  for (const edge of leaving) communities.leave(edge, now);
  communities.enter(registered);
  if (asks || isOffered || state.leases?.isLeased(asked.community, mineOf(asked), address.address))
    keepFor(state, registered, community);
  const answers = welcome(state, claim, address, asks);
  if (known === undefined) return [...answers, edgeNote("edge registered", registered)];
  return isFrom(known, arrival) ? answers : [...answers, edgeNote("edge moved", registered)];
}

/** What the edge has from us stays its own when it is gone. */
function keepFor({ leases }: State, { address, mac, description, auth, lastSeen }: Member, community: Community): void {
  if (leases === undefined || address.prefix === 0) return;
  const { identity } = leaseAsker({ auth, description, edge: mac });
  leases.took(community, { address: address.address, mac, description, identity, lastSeen });
}

const mineOf = (asked: RegisterSuper) => ({ ...leaseAsker(asked), mac: asked.edge });

const reservedNote = ({ community, edge: mac, address }: RegisterSuper) =>
  communityNote("info", "another address is reserved", community, { mac, address: address.address });

const twinText = "two machines take this MAC address from each other, and the other one is heard";

/** A plain edge that has registered at least twice keeps its community plain while it is heard. */
function keepsPlain({ gap, lastHeard }: Member, now: Instant): boolean {
  return gap > 0 && since(lastHeard, now) <= tuned.silentIsDead;
}

/**
 * The entries that a newcomer on their socket replaces: those that it may take, and one more if too many are left.
 * The others stay beside it, because registering from a socket does not prove owning it.
 */
function givingWay(state: State, { asked, arrival, community }: Claim, known: Member | undefined): readonly Member[] {
  const others = community.members.on(arrival).filter((edge) => edge !== known);
  const taken = new Set(others.filter((edge) => mayReplace(state, edge, asked.auth, arrival)));
  const beside = others.filter((edge) => !taken.has(edge));
  if (beside.length < tuned.edgesPerSocket) return [...taken];
  const [, ...later] = beside;
  return [...taken, later.reduce((a, b) => (givesWay(b, a) ? b : a))];
}

/**
 * Whether to evict this one rather than `other`: first those silent since they registered, as forged ones are, then
 * the one heard longest ago.
 */
function givesWay(edge: Member, other: Member): boolean {
  return edge.hasSpoken === other.hasSpoken ? edge.lastHeard < other.lastHeard : !edge.hasSpoken;
}

function isThere(edge: Member, arrival: Arrival): boolean {
  return edge.sealed === (arrival.headerKey !== undefined) && samePath(edge.path, arrival);
}

function isSameAddress(edge: Member, address: IpNet | undefined): boolean {
  return address !== undefined && edge.address.address === address.address && edge.address.prefix === address.prefix;
}

function renew(state: State, claim: Claim, edge: Member, asks: boolean): readonly SupernodeAction[] {
  const { asked, arrival } = claim;
  prove(edge, asked, arrival, state.config.limits.edgeLifetime);
  state.communities.renew(edge, arrival.now);
  return welcome(state, claim, edge.address, asks);
}

/**
 * A sender without the token on the edge's own socket (see `speaksFor`): proves that it is alive, and changes nothing
 * else.
 */
function tolerate(state: State, claim: Claim, edge: Member, asks: boolean): readonly SupernodeAction[] {
  const { asked, arrival, signer } = claim;
  state.communities.renew(edge, arrival.now);
  state.counters.registered++;
  return acknowledge(state, asked, asks ? edge.address : noIpNet, arrival, signer);
}

function welcome(state: State, claim: Claim, address: IpNet, asks: boolean): readonly SupernodeAction[] {
  const { asked, arrival, community, signer } = claim;
  community.offers.settle(address.address);
  state.counters.registered++;
  const answers = acknowledge(state, asked, asks ? address : noIpNet, arrival, signer);
  return state.federation.size === 0 ? answers : [...tellSupernodes(state, claim), ...answers];
}

/** Informs the others where the edge is, so that they forget their own entries for it. */
function tellSupernodes(state: State, { asked, arrival, signer }: Claim): readonly SupernodeAction[] {
  const { from, now } = arrival;
  return state.federation.active(now).map(({ path }) => {
    const forwarded = { ...asked, ttl: spec.ttl, fromSupernode: true, socket: from };
    return sendTo(path, sealed(state, forwarded, arrival, signer));
  });
}

function inUse(holder: Member, { edge, address }: RegisterSuper): string {
  if (holder.mac === edge) return "another edge has this MAC address";
  return holder.address.address === address.address
    ? "another edge has this address"
    : "another edge registered from this socket";
}

function given(edge: Member | undefined): IpNet | undefined {
  return edge === undefined || edge.address.prefix === 0 ? undefined : edge.address;
}

/** The lowest bit of the first byte marks a group address (IEEE 802), which no edge has. */
function isGroup(mac: string): boolean {
  return "13579bdf".includes(mac[1]!);
}
