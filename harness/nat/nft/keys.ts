import type { Dependence, Translation } from "../../topology/nat/nat.ts";

/** What a NAT keeps bindings for. Every other protocol only gets its source address rewritten. */
export const protocols = ["udp", "tcp"] as const;
export type Protocol = (typeof protocols)[number];

/** The part of a key that names the remote side, in terms of the user of the key: a type, or a field of a packet. */
export function remote(on: Dependence, address: string, port: string): readonly string[] {
  return { "endpoint-independent": [], "address-dependent": [address], "address-and-port-dependent": [address, port] }[
    on
  ];
}

/** An nft concatenation. */
export const key = (...parts: readonly string[]): string => parts.join(" . ");

/** RFC 4787 §5: an endpoint-independent filter asks whether the mapping exists and nothing about the peer. */
export const filtersPeers = (nat: Translation): boolean => nat.filtering !== "endpoint-independent";

/** An external endpoint as a key: the port, and the address where the NAT has several. */
export const externalKey = (nat: Translation, address: string, port: string): readonly string[] =>
  nat.pooling === undefined ? [port] : [address, port];

/** What a NAT with `change` is for the mappings that it makes then; undefined for one that does not change. */
export const changed = ({ change, ...nat }: Translation): Translation | undefined =>
  change === undefined ? undefined : { ...nat, mapping: change.mapping };

/**
 * The external endpoint of a packet on its way out. Before translation these two fields of its header serve as scratch
 * registers: they hold the endpoint that is being chosen.
 */
export const leaving = (nat: Translation, protocol: Protocol): readonly string[] =>
  externalKey(nat, "ip saddr", `${protocol} sport`);

/**
 * The inside endpoint of a flow that an inside host began, as conntrack remembers it: by the time the maps are read
 * the source in the header has served as a scratch register.
 */
export const inside = ["ct original ip saddr", "ct original proto-src"] as const;

/** The inside endpoint of a flow that came in from outside: the one that answers. */
export const insideOfReply = ["ct reply ip saddr", "ct reply proto-src"] as const;

/** The binding that an outbound packet of a flow begun inside uses. */
export const mappingKey = (nat: Translation): readonly string[] => [
  ...inside,
  ...remote(nat.mapping, "ct original ip daddr", "ct original proto-dst"),
];

/** What decides which of several external addresses a mapping has: the host, or the mapping itself. */
export const addressKey = (nat: Translation, mapping: readonly string[]): readonly string[] =>
  nat.pooling?.kind === "paired" ? mapping.slice(0, 1) : mapping;
