import { never } from "../../base/bug.ts";
import { endpointKey } from "../../base/address/endpoint.ts";
import { isMulticast } from "../../base/address/mac.ts";
import type { Message, PeerInfo, RegisterSuper, RegisterSuperNak } from "../../wire/message.ts";
import type { SupernodeAction } from "../action.ts";
import { refusal } from "../answers.ts";
import { isSameEdge } from "../members/claim.ts";
import type { Community } from "../access/community.ts";
import { remoteRegistration } from "./routes-to.ts";
import type { FederatedSupernode } from "./federated-supernode.ts";
import { edgeNote } from "../notes.ts";
import { whereIs } from "../query.ts";
import { copies } from "../relay/relay.ts";
import { drop } from "../counters.ts";
import type { Arrival } from "../headers/arrival.ts";
import { isRepeated, remember } from "../headers/replays.ts";
import { sealed, sendTo } from "../replies.ts";
import type { State } from "../state.ts";

/**
 * Messages of another supernode about a community (fact sheet §11.3). They are never relayed to a third supernode.
 * Nor do they create a community, since without an edge here there is no one to inform.
 */
export function fromSupernode(
  state: State,
  message: Message,
  sender: FederatedSupernode,
  arrival: Arrival,
): readonly SupernodeAction[] {
  const community = state.communities.find(message.community);
  if (community === undefined) return drop(state, "stranger");
  if (isRepeated(sender, arrival, isLoose[message.type] === true ? "loose" : "strict")) return drop(state, "replay");
  remember(sender, arrival);
  switch (message.type) {
    case "PACKET":
      if (isMulticast(message.destination)) return copies(state, community, message, arrival);
      return passOn(state, community, message, arrival);
    case "REGISTER":
      return passOn(state, community, message, arrival);
    case "QUERY_PEER": {
      const peer = community.members.find(message.target);
      if (peer === undefined) return drop(state, "unknown target");
      state.counters.queries++;
      return [sendTo(arrival, sealed(state, whereIs(message, peer), arrival))];
    }
    case "PEER_INFO":
      return peerInfo(state, community, message, sender, arrival);
    case "REGISTER_SUPER":
      return movedAway(state, community, message, sender, arrival);
    case "REGISTER_SUPER_NAK":
      return refused(state, community, message, arrival);
    case "REGISTER_SUPER_ACK":
    case "UNREGISTER_SUPER":
    case "REGISTER_ACK":
    case "RE_REGISTER_SUPER":
      return drop(state, "misdirected");
    default:
      return never(message);
  }
}

/** §8.3, but with the supernode's own series of stamps instead of one per edge. */
const isLoose: Partial<Record<Message["type"], true>> = { PACKET: true, QUERY_PEER: true };

/** Relayed unchanged: the first supernode has done everything else. */
function passOn(
  state: State,
  community: Community,
  message: Message & { type: "PACKET" | "REGISTER" },
  arrival: Arrival,
) {
  const target = community.members.find(message.destination);
  if (target === undefined) return drop(state, "unknown target");
  if (message.type === "PACKET") state.counters.unicast++;
  else state.counters.introduced++;
  state.lastForwarded = arrival.now;
  return [sendTo(target.path, sealed(state, message, arrival))];
}

/** The answer to a query that we relayed. */
function peerInfo(state: State, community: Community, info: PeerInfo, sender: FederatedSupernode, arrival: Arrival) {
  const asker = community.members.find(info.source);
  if (asker === undefined) return drop(state, "unknown target");
  const isKnown = community.members.find(info.peer) ?? remoteRegistration(state, community, info.peer, arrival.now);
  if (isKnown === undefined) community.locations.set(info.peer, sender, arrival.now);
  return [sendTo(asker.path, sealed(state, { ...info, ttl: info.ttl - 1 }, arrival))];
}

/** An edge has registered there. If an edge with that MAC address is alive here, it must be the same one. */
function movedAway(
  state: State,
  community: Community,
  asked: RegisterSuper,
  sender: FederatedSupernode,
  arrival: Arrival,
) {
  const { communities, config } = state;
  const here = community.members.find(asked.edge);
  if (here === undefined) {
    const there = remoteRegistration(state, community, asked.edge, arrival.now);
    if (there !== undefined && there.supernode !== sender && !isSameEdge(there.auth, asked.auth))
      return drop(state, "wrong token");
    community.locations.set(asked.edge, sender, arrival.now, asked.auth);
    return [];
  }
  const isSame = isSameEdge(here.auth, asked.auth);
  if (config.spoofingProtection && !isSame && !communities.isStale(here, arrival.now)) {
    state.counters.refused++;
    return [sendTo(arrival, sealed(state, refusal(asked), arrival))];
  }
  communities.leave(here, arrival.now);
  community.locations.set(asked.edge, sender, arrival.now, asked.auth);
  return [edgeNote("edge went to another supernode", here, { supernode: endpointKey(sender.path.from) })];
}

/**
 * Another supernode has an edge with that MAC address: ours must go, but only if this refuses its own last
 * registration.
 */
function refused(state: State, community: Community, nak: RegisterSuperNak, arrival: Arrival) {
  const edge = community.members.find(nak.refused);
  if (edge?.cookie !== nak.cookie) return drop(state, "unknown target");
  state.communities.leave(edge, arrival.now);
  const bytes = sealed(state, { ...nak, ttl: nak.ttl - 1 }, arrival);
  return [sendTo(edge.path, bytes), edgeNote("edge refused by another supernode", edge)];
}
