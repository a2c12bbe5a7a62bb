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
const noReversePathFilter = ["all", "default"].map((it) => set(`net/ipv4/conf/${it}/rp_filter`, "0", "0"));

const byRole: Readonly<Record<Role, readonly Sysctl[]>> = {
  host: noReversePathFilter,
  router: [
    ...noReversePathFilter,
    set("net/ipv4/ip_forward", "1", "0"),
    // A hairpinned packet leaves where it came in; the router must not tell its sender of a shorter way.
    ...["all", "default"].map((it) => set(`net/ipv4/conf/${it}/send_redirects`, "0", "1")),
  ],
  // Else every frame between two ports of the bridge runs through iptables, where the module is loaded.
  switch: [
    ...["iptables", "ip6tables", "arptables"].map((it) => ({
      ...set(`net/bridge/bridge-nf-call-${it}`, "0", "1"),
      optional: true as const,
    })),
    set("net/ipv6/conf/default/disable_ipv6", "1", "0"),
  ],
};

export const sysctlsOf = (role: Role): readonly Sysctl[] => byRole[role];

/** The underlay is IPv4 only: without neighbour discovery and router solicitations captures stay readable. */
export const interfaceSysctls = (name: string): readonly Sysctl[] => [
  set(`net/ipv6/conf/${name}/disable_ipv6`, "1", "0"),
];
