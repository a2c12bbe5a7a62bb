import type { PortPool } from "./pool.ts";

/** Where in a router a NAT is installed. */
export interface NatPlace {
  /** Name of the nft table, not a keyword of nft; absent = "nat". */
  readonly table?: string;
  /** The address of the WAN interface that inside hosts share. */
  readonly external: string;
  /** More addresses of the WAN interface, for a NAT that pools: one less than it has addresses. */
  readonly others?: readonly string[];
  /** Interface names. */
  readonly wan: string;
  readonly lan: string;
  /** Determines which ports are allocated, in which order. */
  readonly seed: number;
  /**
   * Conntrack zone, 1 to 65535: a new one for every load of a ruleset in this router. Flows of the previous ruleset are
   * invisible in a new zone; in the old one they would keep their translation, and block new flows that get their port (an
   * explicit `snat to address:port` skips the kernel's search for a free tuple).
   */
  readonly zone: number;
  /** The family of the table and of the addresses; absent = ip. */
  readonly family?: "ip" | "ip6";
  readonly pool?: PortPool;
  /** Hosts can request ports: refused packets may still match `forwardingTable`. */
  readonly forwards?: boolean;
}

/** The name of its nft table. */
export const tableOf = (at: Pick<NatPlace, "table">): string => at.table ?? "nat";

/** All external addresses, in the order they are handed out. */
export const externalsOf = (at: Pick<NatPlace, "external" | "others">): readonly string[] => [
  at.external,
  ...(at.others ?? []),
];
