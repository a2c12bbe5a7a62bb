export type Role = "host" | "router" | "switch";

export interface Sysctl {
  readonly key: string;
  readonly value: string;
  /** The kernel's default. */
  readonly before: string;
  readonly optional?: true;
}

const set = (key: string, value: string, before: string): Sysctl => ({ key, value, before });

/** `default` is for later interfaces; the stricter one of `all` and the interface's own applies. */
const noReversePathFilter = ["all", "default"].map((name) => set(`net/ipv4/conf/${name}/rp_filter`, "0", "0"));

const byRole: Readonly<Record<Role, readonly Sysctl[]>> = {
  host: noReversePathFilter,
  router: [
    ...noReversePathFilter,
    set("net/ipv4/ip_forward", "1", "0"),
    // Every refusal is sent; the default is one per second and peer.
    set("net/ipv4/icmp_ratelimit", "0", "1000"),
    // A hairpinned packet leaves by the interface that it came in by; that must not cause an ICMP redirect.
    ...["all", "default"].map((name) => set(`net/ipv4/conf/${name}/send_redirects`, "0", "1")),
  ],
  // Otherwise, if the module is loaded, every frame between two ports of the bridge passes iptables.
  switch: [
    ...["iptables", "ip6tables", "arptables"].map((name) => ({
      ...set(`net/bridge/bridge-nf-call-${name}`, "0", "1"),
      optional: true as const,
    })),
    set("net/ipv6/conf/default/disable_ipv6", "1", "0"),
  ],
};

/** By role. Addresses are usable at once, without duplicate detection, and survive a link that goes down. */
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
 * In an IPv4 underlay there is no IPv6, so that neighbour discovery and router solicitations do not clutter captures. In
 * an IPv6 one the plan sets the link-local address (1 = the kernel makes none), so that it is usable at once.
 */
export const interfaceSysctls = (name: string, ipv6: boolean): readonly Sysctl[] =>
  ipv6
    ? [
        set(`net/ipv6/conf/${name}/addr_gen_mode`, "1", "0"),
        set(`net/ipv6/conf/${name}/accept_dad`, "0", "1"),
        set(`net/ipv6/conf/${name}/router_solicitations`, "0", "-1"),
      ]
    : [set(`net/ipv6/conf/${name}/disable_ipv6`, "1", "0")];
