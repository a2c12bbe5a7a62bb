import { isMulticast } from "../base/mac.ts";
import { encode } from "../wire/codec.ts";
import type { Packet, Register } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { isFrom } from "./claim.ts";
import type { Community } from "./communities.ts";
import { hostOf } from "./host.ts";
import type { Edge } from "./members.ts";
import { drop, type Occasion, sendTo, type State } from "./state.ts";
import type { DropReason } from "./status.ts";

/**
 * §11.3, for members only. The reference relays for anybody (§14.1 no. 5); an edge sends nothing but registrations and
 * pings before its first ACK (§10.2), so none is hurt.
 */
export function relay(state: State, packet: Packet, occasion: Occasion): readonly SupernodeAction[] {
  const sender = member(state, packet, occasion);
  if (typeof sender === "string") return drop(state, sender);
  if (isMulticast(packet.destination)) return broadcast(state, sender.community, packet, occasion);
  const target = sender.community.members.find(packet.destination);
  if (target === undefined) return drop(state, "unknown target");
  if (!state.rate.take(hostOf(occasion.from.address), "copies", 1, occasion.now)) return drop(state, "rate");
  state.counters.unicast++;
  return [sendTo(target.path, encode(forwarded(packet, occasion)))];
}

/** Tells the target where the sender is seen from, so that it can punch its NAT towards it. */
export function introduce(state: State, request: Register, occasion: Occasion): readonly SupernodeAction[] {
  const sender = member(state, request, occasion);
  if (typeof sender === "string") return drop(state, sender);
  if (isMulticast(request.destination)) return drop(state, "group target");
  const target = sender.community.members.find(request.destination);
  if (target === undefined) return drop(state, "unknown target");
  state.counters.introduced++;
  return [sendTo(target.path, encode(forwarded(request, occasion)))];
}

/** The registered edge that a message claims to come from, or why we do not believe it. */
export function member(
  state: State,
  { community: name, source }: Pick<Packet, "community" | "source">,
  occasion: Occasion,
): { readonly community: Community; readonly edge: Edge } | DropReason {
  const community = state.communities.find(name);
  const edge = community?.members.find(source);
  if (community === undefined || edge === undefined) return "stranger";
  if (!isFrom(edge, occasion)) return "other socket";
  edge.lastHeard = occasion.now;
  return { community, edge };
}

function broadcast(state: State, { members }: Community, packet: Packet, occasion: Occasion) {
  const cost = Math.max(1, members.size - 1);
  if (!state.rate.take(hostOf(occasion.from.address), "copies", cost, occasion.now)) return drop(state, "rate");
  const bytes = encode(forwarded(packet, occasion));
  const sends: SupernodeAction[] = [];
  for (const edge of members.all()) {
    if (edge.mac === packet.source) continue;
    if (state.rate.take(hostOf(edge.path.from.address), "echoes", 1, occasion.now)) {
      sends.push(sendTo(edge.path, bytes));
    } else drop(state, "rate");
  }
  state.counters.broadcast++;
  state.counters.copies += sends.length;
  return sends;
}

/** The observed socket replaces whatever the sender wrote there. */
function forwarded<M extends Packet | Register>(message: M, { from }: Occasion): M {
  return { ...message, ttl: message.ttl - 1, fromSupernode: true, socket: from };
}
