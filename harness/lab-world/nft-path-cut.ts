import { isIpv6 } from "../../src/base/address/ip.ts";
import type { PathCut } from "../evidence/paths/path-cut.ts";

const table = "table netdev path_cut";

/** At the device, after captures have seen the packets, and before any NAT. */
export function cutRuleset({ at, towards, sparing, only }: PathCut): string {
  const [theirs, others] = only ? ["accept", "drop"] : ["drop", "accept"];
  const spared = sparing.flatMap(({ address, port }) =>
    ["udp", "tcp"].map((protocol) => `    ${matchOf([address])} ${protocol} dport ${port} ${others}`),
  );
  const families = [towards.filter((address) => !isIpv6(address)), towards.filter(isIpv6)].filter(
    (one) => one.length > 0,
  );
  return [
    ...emptied,
    `${table} {`,
    "  chain arriving {",
    `    type filter hook ingress device "${at.name}" priority 0; policy accept;`,
    ...spared,
    ...families.map((family) => `    ${matchOf(family)} ${theirs}`),
    ...(only ? elsewhere : []),
    "  }",
    "}",
    "",
  ].join("\n");
}

/** Everything except neighbour discovery, which every path needs. */
const elsewhere = [
  "    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept",
  "    meta protocol { ip, ip6 } drop",
];

const matchOf = (addresses: readonly string[]): string =>
  `${isIpv6(addresses[0]!) ? "ip6" : "ip"} daddr { ${addresses.join(", ")} }`;

/** `delete` alone would fail if there is nothing to delete. */
const emptied = [table, `delete ${table}`];

export const uncutRuleset = `${emptied.join("\n")}\n`;
