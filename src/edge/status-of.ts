import type { EdgeStatus } from "../status/edge-status.ts";
import type { Parts } from "./parts.ts";
import { peerStatus } from "./paths/peer-status.ts";
import type { Selection } from "./registration/selection.ts";

/** What the edge knows, for those who ask the daemon. */
export function edgeStatusOf(
  { config, self, out, supernodes, registration, peers, frameCodec, bridge }: Parts,
  selection: Selection,
): EdgeStatus {
  const { authenticity } = frameCodec;
  return {
    mac: self.mac,
    address: self.address,
    registration: registration.state,
    supernode: supernodes.current,
    publicSocket: registration.publicSocket,
    peers: [...peers].map((peer) =>
      peerStatus(peer, config.peerToPeer, {
        authenticated: authenticity?.isLive(peer.mac) ?? false,
        refused: authenticity?.isRefused(peer.mac) ?? false,
      }),
    ),
    drops: Object.fromEntries(out.drops),
    problems: out.problems(),
    traffic: out.traffic.status(),
    ...(bridge && { bridge: bridge.sizes() }),
    supernodes: supernodes.status(registration.lastAck, registration.state, (socket, place) =>
      selection.known(socket, place),
    ),
  };
}
