import { endpointKey } from "../../base/address/endpoint.ts";
import { isMulticast } from "../../base/address/mac.ts";
import type { Packet, Register } from "../../wire/message.ts";
import type { SupernodeAction } from "../action.ts";
import { isFrom } from "../members/claim.ts";
import type { Community } from "../access/community.ts";
import { routesTo } from "../federation/routes-to.ts";
import { hostOf } from "../../base/address/host.ts";
import { hear, type Member } from "../members/member.ts";
import { samePath } from "../members/origin.ts";
import { communityNote } from "../notes.ts";
import { drop } from "../counters.ts";
import type { Arrival } from "../headers/arrival.ts";
import { isRepeated, remember } from "../headers/replays.ts";
import { sealed, sendTo } from "../replies.ts";
import type { State } from "../state.ts";
import { type SupernodeDrop, supernodeDrops } from "../../status/supernode-drops.ts";

/**
 * §11.3, for members only. The reference relays for any sender (§14.1 no. 5); an edge sends only registrations and
 * pings before its first ACK (§10.2), so none is affected.
 */
export function relay(state: State, packet: Packet, arrival: Arrival): readonly SupernodeAction[] {
  const sender = member(state, packet, arrival, "loose");
  if (typeof sender === "string") return notMember(state, packet, sender, arrival);
  if (isMulticast(packet.destination)) return broadcast(state, sender.community, packet, arrival);
  const paths = pathsTo(state, sender.community, packet, arrival);
  if (paths.length === 0) return drop(state, "unknown target");
  if (!state.rate.take(hostOf(arrival.from.address), "copies", paths.length, arrival.now)) return drop(state, "rate");
  state.counters.unicast++;
  state.lastForwarded = arrival.now;
  const bytes = sealed(state, forwarded(packet, arrival), arrival);
  return paths.map((path) => sendTo(path, bytes));
}

/** Gives the target the sender's observed socket, so that it can punch its NAT towards it. */
export function introduce(state: State, request: Register, arrival: Arrival): readonly SupernodeAction[] {
  const sender = member(state, request, arrival, "strict");
  if (typeof sender === "string") return notMember(state, request, sender, arrival);
  if (isMulticast(request.destination)) return drop(state, "group target");
  const paths = pathsTo(state, sender.community, request, arrival);
  if (paths.length === 0) return drop(state, "unknown target");
  state.counters.introduced++;
  state.lastForwarded = arrival.now;
  const bytes = sealed(state, forwarded(request, arrival), arrival);
  return paths.map((path) => sendTo(path, bytes));
}

/**
 * A drop, with a log line that explains why an edge's frames do not arrive: MAC and socket must be those of its
 * registration.
 */
export function notMember(
  state: State,
  { community, source }: Pick<Packet, "community" | "source">,
  reason: SupernodeDrop,
  { from }: Arrival,
): readonly SupernodeAction[] {
  const facts = { mac: source, socket: endpointKey(from), why: supernodeDrops[reason] };
  return [...drop(state, reason), communityNote("debug", "not from a registered edge", community, facts)];
}

/** The registered edge that a message claims to come from, or the reason to drop it. */
export function member(
  state: State,
  { community: name, source }: Pick<Packet, "community" | "source">,
  arrival: Arrival,
  order: "strict" | "loose",
): { readonly community: Community; readonly edge: Member } | SupernodeDrop {
  const community = state.communities.find(name);
  const edge = community?.members.find(source);
  if (community === undefined || edge === undefined) return "stranger";
  if (!isFrom(edge, arrival)) return "other socket";
  if (isRepeated(edge, arrival, order)) return "replay";
  remember(edge, arrival);
  hear(edge, arrival.now);
  return { community, edge };
}

/** Copies for all edges here except the sender. */
export function copies(
  state: State,
  { members }: Community,
  packet: Packet,
  arrival: Arrival,
): readonly SupernodeAction[] {
  const bytes = sealed(state, packet, arrival);
  const sends: SupernodeAction[] = [];
  const sender = members.find(packet.source);
  for (const edge of members.firsts()) {
    if (sender !== undefined && samePath(edge.path, sender.path)) continue;
    if (state.rate.take(hostOf(edge.path.from.address), "echoes", 1, arrival.now)) {
      sends.push(sendTo(edge.path, bytes));
    } else drop(state, "rate");
  }
  state.counters.broadcast++;
  state.counters.copies += sends.length;
  state.lastForwarded = arrival.now;
  return sends;
}

function broadcast(state: State, community: Community, packet: Packet, arrival: Arrival) {
  const supernodes = state.federation.active(arrival.now);
  const cost = Math.max(1, community.members.size - 1 + supernodes.length);
  if (!state.rate.take(hostOf(arrival.from.address), "copies", cost, arrival.now)) return drop(state, "rate");
  const onward = forwarded(packet, arrival);
  const here = copies(state, community, onward, arrival);
  if (supernodes.length === 0) return here;
  const bytes = sealed(state, onward, arrival);
  return [...here, ...supernodes.map(({ path }) => sendTo(path, bytes))];
}

/** To the edge if it is here, otherwise to the supernodes where it may be. */
function pathsTo(state: State, community: Community, { destination }: Packet | Register, { now }: Arrival) {
  const target = community.members.find(destination);
  return target === undefined ? routesTo(state, community, destination, now) : [target.path];
}

/** The observed socket replaces the sender's own. */
function forwarded<M extends Packet | Register>(message: M, { from }: Arrival): M {
  return { ...message, ttl: message.ttl - 1, fromSupernode: true, socket: from };
}
