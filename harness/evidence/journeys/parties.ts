import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { AddressPlan } from "../../topology/plan/addresses.ts";
import type { Evidence } from "../evidence.ts";

/** The owner of a source address, from a receiver's point of view. */
export type Party =
  | { readonly is: "sender"; readonly node: string }
  | { readonly is: "relay"; readonly node: string }
  | { readonly is: "stranger" };

/** `sender` is tried first, because a relay may be an edge itself. */
export function identify(evidence: Evidence, source: Endpoint, sender: string): Party {
  if (addressesOf(evidence, sender).has(source.address)) return { is: "sender", node: sender };
  const relay = evidence.relays.find((one) => isRelay(evidence, one, source));
  return relay ? { is: "relay", node: relay.node } : { is: "stranger" };
}

const known = new WeakMap<AddressPlan, Map<string, ReadonlySet<string>>>();

/**
 * Every address that a node's datagrams may show: the public ones, its own, those of the routers above it, and earlier ones.
 * Cached, because it is asked for each packet; a network that changes has another plan.
 */
export function addressesOf({ addresses: plan }: Pick<Evidence, "addresses">, node: string): ReadonlySet<string> {
  const ofPlan = known.get(plan) ?? new Map<string, ReadonlySet<string>>();
  known.set(plan, ofPlan);
  const found = ofPlan.get(node) ?? addressesIn(plan, node);
  ofPlan.set(node, found);
  return found;
}

function addressesIn(addresses: AddressPlan, node: string): ReadonlySet<string> {
  const side = new Set([node, ...(addresses.routersAbove[node] ?? [])]);
  const own = addresses.interfaces.filter((iface) => side.has(iface.node)).flatMap((iface) => iface.addresses);
  const formerly = addresses.formerly?.[node] ?? [];
  return new Set([...(addresses.publicAddresses[node] ?? []), ...own.map((net) => net.address), ...formerly]);
}

/** True when the endpoint is a relay's port, at any of the relay's addresses. */
export const isRelayEndpoint = (evidence: Evidence, endpoint: Endpoint): boolean =>
  evidence.relays.some((relay) => isRelay(evidence, relay, endpoint));

/** The same, for asking often. */
export function relayEndpoints(evidence: Evidence): (endpoint: Endpoint) => boolean {
  const relays = evidence.relays.map(({ node, port }) => ({ port, addresses: addressesOf(evidence, node) }));
  return ({ address, port }) =>
    relays.some((relay) => (relay.port === undefined || relay.port === port) && relay.addresses.has(address));
}

const isRelay = (evidence: Evidence, relay: Evidence["relays"][number], { address, port }: Endpoint): boolean =>
  (relay.port === undefined || relay.port === port) && addressesOf(evidence, relay.node).has(address);
