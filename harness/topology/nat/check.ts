import type { Nat, Translation } from "./nat.ts";

/** Tunable: how many subscribers' blocks a NAT has; the low bits of the inside address select one. */
export const blocks = 16;

/** External ports by default: above those that hosts in the lab use on their own. */
export const usualRange = { first: 40_000, last: 59_999 };

/** Why such a NAT is impossible, and what would be right; undefined = it is possible. */
export function natTrouble(nat: Nat): string | undefined {
  const ports = [...(nat.egress?.udp ?? []), ...(nat.egress?.tcp ?? [])];
  if (!ports.every(isPort)) return "egress: ports are whole numbers from 1 to 65535";
  if (!nat.translates && nat.prefix !== undefined) return "prefix: only IPv6 prefixes are translated; write it at ipv6";
  return nat.translates ? rules.find(({ broken }) => broken(nat))?.say : undefined;
}

/** The same for what a router does with IPv6. */
export function nat6Trouble(nat: Nat): string | undefined {
  if (nat.egress !== undefined) return "egress: IPv6 has none; write it at nat";
  if (!nat.translates) return undefined;
  if (nat.overloading !== "guarded")
    return 'translates: IPv6 is translated by Linux\'s masquerade; write the preset "nat66"';
  return natTrouble(nat);
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 0xffff;
const atLeast = (least: number, value: number): boolean => Number.isInteger(value) && value >= least;
const rangeOf = ({ range = usualRange }: Translation) => range;

const rules: readonly { readonly broken: (nat: Translation) => boolean; readonly say: string }[] = [
  {
    broken: ({ range }) =>
      range !== undefined && !(isPort(range.first) && isPort(range.last) && range.first <= range.last),
    say: "range: write first and last, two ports, the lower one first",
  },
  {
    broken: ({ block }) => block !== undefined && !atLeast(1, block),
    say: "block: write how many ports each host has",
  },
  {
    broken: (nat) => nat.block !== undefined && nat.block * blocks > rangeOf(nat).last - rangeOf(nat).first + 1,
    say: `block: ${blocks} blocks do not fit into the range of ports`,
  },
  {
    broken: ({ block, ports }) => block !== undefined && ports === "preserving",
    say: 'block: ports of a block are handed out; write ports "sequential" or "random"',
  },
  { broken: ({ limit }) => limit !== undefined && !atLeast(1, limit), say: "limit: write 1 mapping or more" },
  {
    broken: ({ pooling }) => pooling !== undefined && !(atLeast(2, pooling.addresses) && pooling.addresses <= 16),
    say: "pooling.addresses: write 2 to 16",
  },
  {
    broken: (nat) =>
      nat.overloading !== undefined &&
      (nat.mapping !== "endpoint-independent" ||
        nat.filtering !== "address-and-port-dependent" ||
        nat.ports !== "preserving" ||
        nat.hairpin !== "none" ||
        nat.refresh !== "both" ||
        [nat.parity, nat.range, nat.block, nat.limit, nat.pooling, nat.change].some((knob) => knob !== undefined)),
    say: "overloading is Linux's masquerade: endpoint-independent mapping, address-and-port-dependent filtering, preserving ports, no hairpin, refreshed by both directions, no other knob",
  },
  {
    broken: ({ change, mapping }) =>
      change !== undefined && (mapping !== "endpoint-independent" || change.mapping === "endpoint-independent"),
    say: "change: mapping must change from endpoint-independent to a dependent one",
  },
  {
    broken: ({ change }) => change?.on === "load" && !atLeast(1, change.mappings),
    say: "change.mappings: write how many mappings exist before it changes",
  },
  {
    broken: ({ change, ports }) => change?.on === "clash" && ports !== "preserving",
    say: 'change: only ports that are preserved clash; write ports "preserving"',
  },
  {
    broken: ({ change, block, limit, pooling, hairpin, refresh }) =>
      change !== undefined &&
      ([block, limit, pooling].some((knob) => knob !== undefined) ||
        hairpin === "internal-source" ||
        refresh === "inbound"),
    say: "change: not together with block, limit, pooling, an internal-source hairpin or refresh by inbound packets only",
  },
];
