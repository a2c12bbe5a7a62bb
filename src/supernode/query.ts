import { since } from "../base/instant.ts";
import { nullMac } from "../base/address/mac.ts";
import type { FieldText, PeerInfo, QueryPeer } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { routesTo } from "./federation/routes-to.ts";
import { hostOf } from "../base/address/host.ts";
import type { Member } from "./members/member.ts";
import { allows } from "./headers/open-datagram.ts";
import { dropWithReason } from "./problems.ts";
import { member, notMember } from "./relay/relay.ts";
import { drop } from "./counters.ts";
import type { Arrival } from "./headers/arrival.ts";
import { answer, sealed, sendTo } from "./replies.ts";
import type { State } from "./state.ts";
import { spec } from "./timing.ts";

/** §11.3 */
export function query(state: State, asked: QueryPeer, arrival: Arrival): readonly SupernodeAction[] {
  return asked.target === nullMac ? pong(state, asked, arrival) : tell(state, asked, arrival);
}

/** A peer's sockets; the bytes after them are stale memory in the reference (§3.8). */
export function whereIs(asked: QueryPeer, peer: Member): PeerInfo {
  return {
    type: "PEER_INFO",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    aflags: 0,
    source: asked.source,
    peer: peer.mac,
    socket: peer.path.from,
    ...(peer.preferredSocket !== undefined && { preferredSocket: peer.preferredSocket }),
    load: 0,
    uptime: 0,
    version: "" as FieldText,
  };
}

/**
 * Any sender may ping, from any source and for any community that may exist: this is how an edge chooses a supernode
 * before it has a MAC address (§10.1). A ping creates no community, and a replayed one reveals nothing new.
 */
function pong(state: State, asked: QueryPeer, arrival: Arrival): readonly SupernodeAction[] {
  const isAllowed = allows(state, asked.community, arrival.now);
  if (isAllowed === "rate") return drop(state, "rate");
  if (!isAllowed) return dropWithReason(state, { dropped: "unlisted", community: asked.community }, arrival);
  const uptime = Math.floor(since(state.startedAt, arrival.now) / 1000);
  const answers = answer(state, arrival, {
    type: "PEER_INFO",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    aflags: 0,
    source: state.config.mac,
    peer: nullMac,
    socket: arrival.from,
    load: 0,
    uptime: Math.max(0, uptime) >>> 0,
    version: state.config.version,
  });
  state.counters.pings += answers.length;
  return answers;
}

/** Only members learn where members are. */
function tell(state: State, asked: QueryPeer, arrival: Arrival): readonly SupernodeAction[] {
  const asker = member(state, asked, arrival, "loose");
  if (typeof asker === "string") return notMember(state, asked, asker, arrival);
  const { community } = asker;
  const peer = community.members.find(asked.target);
  const others = peer === undefined ? routesTo(state, community, asked.target, arrival.now) : [];
  if (peer === undefined && others.length === 0) return drop(state, "unknown target");
  if (!state.rate.take(hostOf(arrival.from.address), "introductions", 1, arrival.now)) return drop(state, "rate");
  state.counters.queries++;
  if (peer !== undefined) return [sendTo(arrival, sealed(state, whereIs(asked, peer), arrival))];
  const bytes = sealed(state, { ...asked, ttl: asked.ttl - 1, fromSupernode: true }, arrival);
  return others.map((path) => sendTo(path, bytes));
}
