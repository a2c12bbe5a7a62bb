import { type Instant, since } from "../../base/instant.ts";
import type { Peer } from "./peer.ts";
import type { Parts } from "../parts.ts";
import { tuned } from "../timing.ts";

/**
 * Introduces us to a peer if nothing else does: an edge that only relays sends no REGISTERs, and frames carry neither
 * name nor address. A REGISTER through the supernode carries both, and a peer that only relays does not answer it.
 * Called when frames travel; repeated if the peer has not introduced itself in return, since datagrams get lost.
 */
export function introduceOurselves(peer: Peer, { supernodes, punching, config }: Parts, now: Instant): void {
  const to = supernodes.current;
  if (config.peerToPeer || to === undefined) return;
  if (peer.introduced === undefined) peer.introducedTo(0, now);
  const { times, at } = peer.introduced!;
  const most = peer.description === undefined ? tuned.introductions : 1;
  if (times >= most || since(at, now) < (times === 0 ? tuned.introduceAfter : tuned.introduceAgain)) return;
  if (punching.probing.viaSupernode(peer, to, now)) peer.introducedTo(times + 1, now);
}
