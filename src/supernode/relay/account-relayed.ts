import type { Instant } from "../../base/instant.ts";
import type { SupernodeEvent } from "../event.ts";
import { hear } from "../members/member.ts";
import type { State } from "../state.ts";
import type { SupernodeDrop } from "../../status/supernode-drops.ts";

/** Accounts for datagrams that the datapath relayed and dropped, as if the machine had done it. */
export function accountRelayed(
  state: State,
  { edges, dropped }: Extract<SupernodeEvent, { kind: "relayed" }>,
  now: Instant,
): void {
  const { communities, counters } = state;
  for (const { community, mac, packets } of edges) {
    counters.received += packets;
    counters.unicast += packets;
    const edge = communities.find(community)?.members.find(mac);
    if (edge === undefined) continue;
    hear(edge, now);
  }
  for (const [reason, count] of Object.entries(dropped)) {
    counters.received += count;
    counters.dropped[reason as SupernodeDrop] += count;
  }
  if (edges.length > 0) state.lastForwarded = now;
}
