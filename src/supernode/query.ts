import { since } from "../base/instant.ts";
import { nullMac } from "../base/mac.ts";
import { encode } from "../wire/codec.ts";
import type { QueryPeer } from "../wire/message.ts";
import type { SupernodeAction } from "./action.ts";
import { hostOf } from "./host.ts";
import { member } from "./relay.ts";
import { answer, drop, type Occasion, sendTo, type State } from "./state.ts";
import { spec } from "./timing.ts";

/** §11.3 */
export function query(state: State, asked: QueryPeer, occasion: Occasion): readonly SupernodeAction[] {
  return asked.target === nullMac ? pong(state, asked, occasion) : tell(state, asked, occasion);
}

/**
 * Anybody may ping, from any source and for any community: that is how an edge chooses a supernode before it has a MAC
 * address (§10.1). It founds no community.
 */
function pong(state: State, asked: QueryPeer, occasion: Occasion): readonly SupernodeAction[] {
  const uptime = Math.floor(since(state.startedAt ?? occasion.now, occasion.now) / 1000);
  const answers = answer(state, occasion, {
    type: "PEER_INFO",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    aflags: 0,
    source: state.config.mac,
    peer: nullMac,
    socket: occasion.from,
    load: 0,
    uptime: Math.max(0, uptime) >>> 0,
    version: state.config.version,
  });
  state.counters.pings += answers.length;
  return answers;
}

/** Where its members are is told to members only. */
function tell(state: State, asked: QueryPeer, occasion: Occasion): readonly SupernodeAction[] {
  const asker = member(state, asked, occasion);
  if (typeof asker === "string") return drop(state, asker);
  const peer = asker.community.members.find(asked.target);
  if (peer === undefined) return drop(state, "unknown target");
  if (!state.rate.take(hostOf(occasion.from.address), "introductions", 1, occasion.now)) return drop(state, "rate");
  state.counters.queries++;
  const bytes = encode({
    type: "PEER_INFO",
    ttl: spec.ttl,
    fromSupernode: true,
    community: asked.community,
    aflags: 0,
    source: asked.source,
    peer: peer.mac,
    socket: peer.path.from,
    ...(peer.preferredSocket !== undefined && { preferredSocket: peer.preferredSocket }),
    // Stale memory in the reference (§3.8).
    load: 0,
    uptime: 0,
    version: "",
  });
  return [sendTo(occasion, bytes)];
}
