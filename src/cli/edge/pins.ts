import type { EdgeStatus } from "../../status/edge-status.ts";
import type { RoutePins } from "../../runtime/network/route-pins.ts";

/** Tunable: how often to look for changes of peers and supernodes, in milliseconds. */
const tuned = { look: 2000 } as const;

/**
 * Keeps the addresses of peers and supernodes, known or possible, reachable outside the overlay until it is disposed.
 */
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
