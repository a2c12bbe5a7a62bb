import { cookies } from "../../wire/message.ts";
import { printableText } from "../../wire/fields/text.ts";
import type { PathReason, PeerStatus } from "../../status/edge-status.ts";
import type { Peer } from "./peer.ts";

export function peerStatus(
  peer: Peer,
  peerToPeer: boolean,
  authenticity: Pick<PeerStatus, "authenticated" | "refused">,
): PeerStatus {
  return {
    mac: peer.mac,
    path: peer.direct === undefined ? "relayed" : "direct",
    socket: peer.direct?.socket,
    since: peer.since,
    why: peer.direct === undefined ? whyRelayed(peer, peerToPeer) : peer.why,
    fruitless: peer.fruitless,
    roundTrip: peer.direct?.roundTrips.median,
    loss: peer.direct?.checks.loss,
    hint: peer.candidates[0]?.socket,
    local: (peer.direct?.cookie ?? 0) >= cookies.multicast,
    address: peer.address,
    description: peer.description === undefined ? undefined : printableText(peer.description),
    lastSeen: peer.lastSeen,
    lastDirect: peer.lastDirect,
    lastQuery: peer.lastQuery,
    ...authenticity,
  };
}

function whyRelayed(peer: Peer, peerToPeer: boolean): PathReason {
  if (!peerToPeer) return "relay-only";
  if (peer.why !== "new" && peer.why !== "idle") return peer.why;
  if (peer.punch === undefined) return peer.lastPunch === undefined ? "new" : "idle";
  return peer.candidates.length === 0 ? "no-socket" : "punching";
}
