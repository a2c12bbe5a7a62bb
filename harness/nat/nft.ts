import { Bug } from "../../src/base/bug.ts";
import type { Nat } from "../topology/nat.ts";
import { protocols } from "./nft-keys.ts";
import { maps } from "./nft-maps.ts";
import { path } from "./nft-path.ts";
import { policy } from "./nft-policy.ts";
import { tableOf, type NatPlace } from "./nft-place.ts";
import { portsInOrder, usualPool } from "./nft-pool.ts";

export type { NatPlace } from "./nft-place.ts";

/**
 * The ruleset that makes a Linux router behave as `nat`: text for `nft -f -`, which replaces the table in one
 * transaction. UDP and TCP; ICMP errors follow their flows.
 *
 * The router needs `ip_forward`, and, if it holds a bridge, `net.bridge.bridge-nf-call-iptables=0`: otherwise frames
 * between two ports of the LAN bridge meet these rules as if they were routed.
 *
 * The text must not be made from `nft list ruleset`: nft 1.0.6 lists without the `meta l4proto` that it needs on input.
 */
export function rulesetFor(nat: Nat, at: NatPlace): string {
  if (!Number.isInteger(at.zone) || at.zone < 1 || at.zone > 0xffff) throw new Bug(`no conntrack zone: ${at.zone}`);
  const table = `table ip ${tableOf(at)}`;
  const pool = portsInOrder(nat.translates ? nat.ports : "sequential", at.pool ?? usualPool, at.seed);
  const body = nat.translates
    ? [...maps(nat, pool), ...path(nat, at), ...protocols.flatMap((protocol) => policy(nat, protocol, pool.length))]
    : [];
  // `delete` fails when there is no table, `table` alone makes one when there is none.
  return [table, `delete ${table}`, `${table} {`, ...body, "}", ""].join("\n");
}
