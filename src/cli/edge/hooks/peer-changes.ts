import type { Mac } from "../../../base/address/mac.ts";
import type { PeerStatus } from "../../../status/edge-status.ts";

export interface PeerChange {
  readonly peer: PeerStatus;
  readonly path: PeerStatus["path"] | "gone";
}

/** What has become of peers since the last look: a new path, or gone. A peer that has neither frames nor a path yet counts as relayed. */
export class PeerChanges {
  #known: ReadonlyMap<Mac, PeerStatus> = new Map();

  take(peers: readonly PeerStatus[]): readonly PeerChange[] {
    const now = new Map(peers.map((peer) => [peer.mac, peer]));
    const gone = [...this.#known.values()].filter(({ mac }) => !now.has(mac));
    const changed = peers.filter(({ mac, path, address }) => {
      const before = this.#known.get(mac);
      return before?.path !== path || before.address?.address !== address?.address;
    });
    this.#known = now;
    return [
      ...gone.map((peer) => ({ peer, path: "gone" as const })),
      ...changed.map((peer) => ({ peer, path: peer.path })),
    ];
  }
}
