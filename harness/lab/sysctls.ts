export type Role = "host" | "router" | "switch";

export interface Sysctl {
  readonly key: string;
  readonly value: string;
  /** The kernel's default. */
  readonly before: string;
  readonly optional?: true;
}

const set = (key: string, value: string, before: string): Sysctl => ({ key, value, before });

/** `default` reaches interfaces that come later; of `all` and the interface the stricter counts. */
const noReversePathFilter = ["all", "default"].map((name) => set(`net/ipv4/conf/${name}/rp_filter`, "0", "0"));

const byRole: Readonly<Record<Role, readonly Sysctl[]>> = {
  host: noReversePathFilter,
  router: [
    ...noReversePathFilter,
    set("net/ipv4/ip_forward", "1", "0"),
    // Each refusal is heard: by default one a second is, of each peer.
    set("net/ipv4/icmp_ratelimit", "0", "1000"),
    // A hairpinned packet leaves where it came in; the router must not send its sender an ICMP redirect.
    ...["all", "default"].map((name) => set(`net/ipv4/conf/${name}/send_redirects`, "0", "1")),
  ],
  // Else every frame between two ports of the bridge runs through iptables, where the module is loaded.
  switch: [
    ...["iptables", "ip6tables", "arptables"].map((name) => ({
      ...set(`net/bridge/bridge-nf-call-${name}`, "0", "1"),
      optional: true as const,
    })),
    set("net/ipv6/conf/default/disable_ipv6", "1", "0"),
  ],
};

/** By family. Addresses are used at once, without looking for duplicates, and survive a link that goes down. */
const withIpv6: Readonly<Record<Role, readonly Sysctl[]>> = {
  host: [set("net/ipv6/conf/all/keep_addr_on_down", "1", "0")],
  router: [set("net/ipv6/conf/all/keep_addr_on_down", "1", "0"), set("net/ipv6/conf/all/forwarding", "1", "0")],
  switch: [],
};

/** `ipv6`: some node has it. */
export const sysctlsOf = (role: Role, ipv6: boolean): readonly Sysctl[] => [
  ...byRole[role],
  ...(ipv6 ? withIpv6[role] : []),
];

/**
 * Where the underlay is IPv4 only: without neighbour discovery and router solicitations captures stay readable. Else the
 * plan says what the link-local address is (1 = none by itself), so that it is there before the carrier is noticed.
 */
export const interfaceSysctls = (name: string, ipv6: boolean): readonly Sysctl[] =>
  ipv6
    ? [
        set(`net/ipv6/conf/${name}/addr_gen_mode`, "1", "0"),
        set(`net/ipv6/conf/${name}/accept_dad`, "0", "1"),
        set(`net/ipv6/conf/${name}/router_solicitations`, "0", "-1"),
      ]
    : [set(`net/ipv6/conf/${name}/disable_ipv6`, "1", "0")];
