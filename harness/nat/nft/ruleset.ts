/**
 * A NAT in the kernel. The value comes from `../../topology/nat/nat.ts`; `../model/model.ts` does the same in the
 * simulation, `../predict/predict.ts` predicts what can be punched, `../measure/measure.ts` and `../proof/proof.ts` check it.
 *
 * The parts of a ruleset, in the order in which a packet meets them (`path.ts`):
 *
 * 1. raw: `policy.ts` admits an inbound packet or refuses it, before conntrack keeps any state of it
 * 2. dstnat: its inside endpoint, looked up in `maps.ts`
 * 3. forward: `firewall.ts`, for routers that filter or restrict what gets out
 * 4. srcnat - 1: `allocation.ts` finds an external endpoint for the first packet of a flow; `pool.ts` has the ports
 * 5. srcnat: conntrack translates
 * 6. srcnat + 1: `updates.ts` refreshes what the packet keeps alive
 *
 * Other mechanisms: `masquerade.ts` (Linux's own NAT), `prefix.ts` (IPv6 prefixes), `forwarding.ts` (ports that hosts ask for).
 *
 * @module
 */
import { Bug } from "../../../src/base/bug.ts";
import { externalAddresses, type Nat } from "../../topology/nat/nat.ts";
import { egress, firewall } from "./firewall.ts";
import { protocols } from "./keys.ts";
import { forwardingTable } from "./forwarding.ts";
import { prefixTranslation, type Prefixes } from "./prefix.ts";
import { maps } from "./maps.ts";
import { masquerade } from "./masquerade.ts";
import { path } from "./path.ts";
import { policy } from "./policy.ts";
import { externalsOf, tableOf, type NatPlace } from "./place.ts";
import { portSources, usualPool } from "./pool.ts";
import type { Line } from "./text.ts";

export type { NatPlace } from "./place.ts";

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
  const addresses = externalsOf(at).length;
  if (addresses < externalAddresses(nat)) throw new Bug(`a NAT with more external addresses than ${addresses}`);
  return loaded(at, [...bodyOf(nat, at), ...(nat.egress === undefined ? [] : egress(nat.egress, at))]);
}

/**
 * The same for what the router does with IPv6: forwarding, a firewall, Linux's masquerade, or prefix translation from
 * `inside` to `outside`. Needs `net.ipv6.conf.all.forwarding`. ICMPv6 passes firewalls, and errors are not looked into.
 */
export function rulesetFor6(nat: Nat, at: Omit<NatPlace, "family">, { inside, outside }: Prefixes): string {
  const place: NatPlace = { ...at, family: "ip6" };
  const npt = outside === undefined ? [] : prefixTranslation({ inside, outside }, place);
  return loaded(place, [...npt, ...bodyOf(nat, place)]);
}

function loaded(at: NatPlace, body: readonly Line[]): string {
  const table = `table ${at.family ?? "ip"} ${tableOf(at)}`;
  // `delete` fails when there is no table, `table` alone makes one when there is none.
  const text = [table, `delete ${table}`, `${table} {`, ...body, "}", ""].join("\n");
  return at.forwards ? text + forwardingTable(at) : text;
}

function bodyOf(nat: Nat, at: NatPlace): readonly Line[] {
  if (!nat.translates) return nat.firewall === undefined ? [] : firewall(nat.firewall, at);
  if (nat.overloading !== undefined) return masquerade(nat, at);
  const externals = externalsOf(at).slice(0, externalAddresses(nat));
  const sources = portSources(nat, at.pool ?? usualPool, at.seed);
  const place = { ...at, others: externals.slice(1) };
  return [
    ...maps(nat),
    ...path(nat, place),
    ...protocols.flatMap((protocol) => policy(nat, protocol, sources, externals, at.forwards)),
  ];
}
