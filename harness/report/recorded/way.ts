import type { Journey } from "../../evidence/journeys/journeys.ts";
import { core } from "../../topology/plan/plan-addresses.ts";

/** The way of a datagram: `alice → homeA :61800 → sn, 20.3 ms`, with the external port of each NAT; and how it ended. */
export function wayOf({ hops, end }: Journey, rule: string | undefined): string {
  const nodes = [...new Set(hops.map(({ node }) => node))].filter((node) => node !== core);
  const stops = nodes.map((node) => {
    const outside = hops.find((hop) => hop.node === node && hop.interface === "wan");
    const port = outside?.direction === "out" ? outside.from?.port : outside?.to?.port;
    return port === undefined ? node : `${node} :${port}`;
  });
  const took = `${(hops.at(-1)!.at - hops[0]!.at).toFixed(1)} ms`;
  const way = stops.join(" → ");
  switch (end.is) {
    case "delivered":
      return `${way}, ${took}`;
    case "refused":
      return `${way} ✘ refused${rule === undefined ? "" : `: ${rule}`}`;
    case "lost":
      return `${way} → ✘ lost`;
    case "under way":
      return `${way} → still under way at the end`;
  }
}
