import type { EdgeStatus } from "../../status/edge-status.ts";
import type { RoutePins } from "../../runtime/network/route-pins.ts";

/** Ours to choose: how often is looked whether there are other peers or supernodes, in milliseconds. */
const tuned = { look: 2000 } as const;

/** Where peers and supernodes are, or may be, must not be reached through the overlay, as long as this lives. */
export function keepOut(pins: RoutePins, look: () => EdgeStatus | undefined): Disposable {
  const follow = () => void pins.follow(underlayHosts(look()));
  const timer = setInterval(follow, tuned.look).unref();
  follow();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      pins[Symbol.dispose]();
    },
  };
}

export function underlayHosts(status: Pick<EdgeStatus, "peers" | "supernodes"> | undefined): readonly string[] {
  if (status === undefined) return [];
  const peers = status.peers.flatMap(({ socket, hint }) => [socket, hint]);
  const all = [...status.supernodes.map(({ socket }) => socket), ...peers];
  return [...new Set(all.flatMap((socket) => (socket === undefined ? [] : [socket.address])))].sort();
}
