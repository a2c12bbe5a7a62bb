import { type SupernodeDrop, supernodeDrops } from "../status/supernode-drops.ts";
import type { SupernodeCounters } from "../status/supernode-status.ts";

/** Since the start; a machine counts them up. */
export type Counters = { -readonly [Name in Exclude<keyof SupernodeCounters, "dropped">]: number } & {
  readonly dropped: Record<SupernodeDrop, number>;
};

export function noCounts(): Counters {
  const dropped = Object.fromEntries(Object.keys(supernodeDrops).map((reason) => [reason, 0]));
  return {
    received: 0,
    registered: 0,
    refused: 0,
    unregistered: 0,
    expired: 0,
    unicast: 0,
    broadcast: 0,
    copies: 0,
    introduced: 0,
    queries: 0,
    pings: 0,
    dropped: dropped as Record<SupernodeDrop, number>,
  };
}

/** Returns what is done for it: nothing. */
export function drop({ counters }: { readonly counters: Counters }, reason: SupernodeDrop): readonly never[] {
  counters.dropped[reason]++;
  return [];
}
