import { walk } from "../../topology/walk.ts";
import type { CapturedPacket, Evidence } from "../evidence.ts";
import type { Cable, Wiring } from "./wiring.ts";

/**
 * Which of the packets that leave one end of a cable are for its other end, by their destination. If several cables share
 * a segment, a router's one interface sends to all of them, and each node also to its neighbours.
 */
export function sentOver(
  { owner, near }: Cable,
  { addresses, topology }: Pick<Evidence, "addresses" | "topology">,
  wiring: Wiring,
): (packet: CapturedPacket, direction: "up" | "down") => boolean {
  const segment = wiring.segmentOf(near.node, near.name);
  const neighbours = new Set(
    wiring.cablesOf(segment ?? -1).flatMap((cable) => (cable.owner === owner ? [] : [cable.owner])),
  );
  if (neighbours.size === 0) return () => true;
  // A router sends packets for hosts behind a neighbour to that neighbour.
  const behind = [...walk(topology)].filter(({ above }) => above.some((entry) => neighbours.has(entry.name)));
  const addressesOf = (nodes: ReadonlySet<string>): ReadonlySet<string> =>
    new Set(
      addresses.interfaces
        .filter((iface) => nodes.has(iface.node))
        .flatMap((iface) => iface.addresses.map((one) => one.address)),
    );
  const theirs = {
    up: addressesOf(neighbours),
    down: addressesOf(new Set([...neighbours, ...behind.map((visited) => visited.name)])),
  };
  return ({ to }, direction) => to === undefined || !theirs[direction].has(to.address);
}
