import { seconds } from "../../../src/base/instant.ts";
import type { Egress, Firewall } from "../../topology/nat/nat.ts";
import { key, protocols, remote, type Protocol } from "./keys.ts";
import type { NatPlace } from "./place.ts";
import { baseChain, chain, oneOf, timeout, type Line } from "./text.ts";

/** RFC 5382 REQ-5: an established TCP connection is kept for at least 2 hours 4 minutes. */
const spec = { tcpIdle: seconds(7440) };

/** By remote port, in both directions; independent of conntrack, and so without side effects. */
export function egress({ udp, tcp, refusal }: Egress, at: NatPlace): readonly Line[] {
  const rules = protocols.flatMap((protocol) => {
    const ports = { udp, tcp }[protocol];
    if (ports === undefined) return [];
    const others = (field: string) => (ports.length === 0 ? "" : ` ${protocol} ${field} != ${oneOf(ports)}`);
    const refused = refusal === "silent" ? "drop" : "reject with icmp type admin-prohibited";
    return [
      `oifname "${at.wan}" meta l4proto ${protocol}${others("dport")} counter ${refused}`,
      `iifname "${at.wan}" meta l4proto ${protocol}${others("sport")} counter drop`,
    ];
  });
  return baseChain("egress", "filter hook forward priority filter - 1", rules);
}

/**
 * A stateful firewall without translation: `udp_open` holds the inside endpoints that have sent something, with the part
 * of the peer's endpoint that the filter considers. Works before conntrack, like the NATs' filters.
 */
export function firewall({ filtering, idle, refresh }: Firewall, at: NatPlace): readonly Line[] {
  const wan = `"${at.wan}"`;
  const { family = "ip" } = at;
  const address = family === "ip" ? "ipv4_addr" : "ipv6_addr";
  const hole = (from: string, protocol: Protocol, ports: readonly [string, string], peer: string) =>
    key(
      `${family} ${from}`,
      `${protocol} ${ports[0]}`,
      ...remote(filtering, `${family} ${peer}`, `${protocol} ${ports[1]}`),
    );
  const outbound = (p: Protocol) => hole("saddr", p, ["sport", "dport"], "daddr");
  const inbound = (p: Protocol) => hole("daddr", p, ["dport", "sport"], "saddr");
  const lives = (p: Protocol) => `timeout ${timeout(p === "udp" ? idle : spec.tcpIdle)}`;
  const type = key(address, "inet_service", ...remote(filtering, address, "inet_service"));
  const verb = refresh === "inbound" ? "add" : "update";
  return [
    ...protocols.map((p) => `  set ${p}_open { type ${type}; flags dynamic,timeout; size 65535; }`),
    ...baseChain("pre_raw", "filter hook prerouting priority raw", [
      ...protocols.map((p) => `iifname ${wan} meta l4proto ${p} jump ${p}_inbound`),
    ]),
    ...baseChain("post_learn", "filter hook postrouting priority filter", [
      ...protocols.map((p) => `oifname ${wan} meta l4proto ${p} ${verb} @${p}_open { ${outbound(p)} ${lives(p)} }`),
      ...(refresh === "outbound"
        ? []
        : protocols.map((p) => `iifname ${wan} meta l4proto ${p} update @${p}_open { ${inbound(p)} ${lives(p)} }`)),
    ]),
    ...protocols.flatMap((p) => chain(`${p}_inbound`, [`${inbound(p)} @${p}_open accept`, "counter drop"])),
  ];
}
