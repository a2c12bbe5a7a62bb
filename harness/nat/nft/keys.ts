import type { Dependence, Translation } from "../../topology/nat/nat.ts";

/** Protocols with bindings. Of any other protocol only the source address is rewritten. */
export const protocols = ["udp", "tcp"] as const;
export type Protocol = (typeof protocols)[number];

/** The remote part of a key, either as types or as fields of a packet. */
export function remote(on: Dependence, address: string, port: string): readonly string[] {
  return { "endpoint-independent": [], "address-dependent": [address], "address-and-port-dependent": [address, port] }[
    on
  ];
}

/** An nft concatenation. */
export const key = (...parts: readonly string[]): string => parts.join(" . ");

/** RFC 4787 §5: an endpoint-independent filter only checks that the mapping exists. */
export const filtersPeers = (nat: Translation): boolean => nat.filtering !== "endpoint-independent";

/** An external endpoint as a key: the port, and the address where the NAT has several. */
export const externalKey = (nat: Translation, address: string, port: string): readonly string[] =>
  nat.pooling === undefined ? [port] : [address, port];

/** The behaviour of a NAT after its `change`; undefined for one that does not change. */
export const changed = ({ change, ...nat }: Translation): Translation | undefined =>
  change === undefined ? undefined : { ...nat, mapping: change.mapping };

/**
 * The external endpoint of a packet on its way out. Before translation these two fields of its header serve as scratch
 * registers: they hold the endpoint that is being chosen.
 */
export const leaving = (nat: Translation, protocol: Protocol): readonly string[] =>
  externalKey(nat, "ip saddr", `${protocol} sport`);

/**
 * The inside endpoint of a flow that an inside host began, from conntrack: by the time the maps are read, the source in
 * the header has been used as a scratch register.
 */
export const inside = ["ct original ip saddr", "ct original proto-src"] as const;

/** The inside endpoint of a flow that came in from outside: the one that answers. */
export const insideOfReply = ["ct reply ip saddr", "ct reply proto-src"] as const;

/** The binding that an outbound packet of a flow begun inside uses. */
export const mappingKey = (nat: Translation): readonly string[] => [
  ...inside,
  ...remote(nat.mapping, "ct original ip daddr", "ct original proto-dst"),
];

/** The key of a mapping's external address, if there are several: the host, or the mapping itself. */
export const addressKey = (nat: Translation, mapping: readonly string[]): readonly string[] =>
  nat.pooling?.kind === "paired" ? mapping.slice(0, 1) : mapping;
