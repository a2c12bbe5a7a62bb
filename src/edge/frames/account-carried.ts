import type { Instant } from "../../base/instant.ts";
import { isGroup } from "../../base/address/mac.ts";
import { cookies } from "../../wire/message.ts";
import type { CarriedTraffic } from "../event.ts";
import { introduceOurselves } from "../paths/introduction.ts";
import { otherKey } from "../problems.ts";
import type { Parts } from "../parts.ts";

/** Frames that the datapath carried prove as much about a peer as frames handled by the machine. */
export function accountCarried(traffic: CarriedTraffic, parts: Parts, now: Instant): void {
  const { peers, punching, registration, supernodes, config, out } = parts;
  if (isGroup(traffic.peer)) {
    out.traffic.carried(traffic, "relayed", now);
    return registration.relayed(now);
  }
  const peer = peers.get(traffic.peer);
  if (peer === undefined) return;
  const { sent, direct, relayed, overheard = 0, unsealed = false, heardFrom, mentioned } = traffic;
  if (unsealed) out.problem("other-key", peer.mac, otherKey(peer, config.transform.id));
  else if (direct > 0 || relayed > 0 || overheard > 0) out.solved(peer.mac, "other-key");
  const throughSupernode = relayed > 0 || (sent > 0 && peer.direct === undefined);
  out.traffic.carried(traffic, peer.direct === undefined ? "relayed" : "direct", now);
  if (sent > 0 || relayed > 0 || direct > 0) peer.used(now);
  if (relayed > 0 || direct > 0 || overheard > 0) peer.seen(now);
  if (relayed + overheard > 0 && supernodes.current !== undefined) registration.heard(supernodes.current, now);
  if (throughSupernode) registration.relayed(now);
  if (!config.peerToPeer) return sent > 0 || relayed > 0 ? introduceOurselves(peer, parts, now) : undefined;
  if (sent > 0 && peer.direct !== undefined) punching.sentDirect(peer, now);
  // Last, because what arrived counts as the answer to what was sent.
  if (heardFrom !== undefined) punching.heard(peer, heardFrom, cookies.direct, now);
  const frames = throughSupernode ? "ours" : "everybody's";
  if (mentioned !== undefined) punching.mentioned(peer, mentioned, frames, now);
  if (throughSupernode) punching.wanted(peer, now);
  else if (overheard > 0) punching.overheard(peer, now);
}
