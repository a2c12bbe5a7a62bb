import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import { firstThatWorks, named, tuned as probe, type InsideHost, type Prober } from "../probe/probe.ts";

/** Tunable. `fewest`: twelve ports all have the parity of their inside ports by chance once in four thousand times. */
const tuned = { pairs: 16, fewest: 12 };

export type HandedOut = Pick<ThoroughMeasurement, "parity" | "handedOut">;

/**
 * RFC 4787 §4.2.2 and §4.2.1: which ports does a NAT allocate if it cannot preserve any? Every host opens the same inside
 * ports, so that for all but the first they are taken.
 */
export async function measureHandedOut(prober: Prober, hosts: readonly InsideHost[]): Promise<HandedOut> {
  const pairs: Pair[] = [];
  for (let i = 0; i < tuned.pairs; i++) {
    const sockets = await firstThatWorks(probe.opens, () => {
      const port = prober.somePort();
      return Promise.all(hosts.map((host) => prober.openInside(host, port)));
    });
    for (const socket of sockets) {
      const outside = await prober.cross(socket, prober.servers.primary.local, prober.servers.primary);
      // The ports are exhausted, and each further refusal would take a timeout.
      if (outside === undefined) return judgeHandedOut(hosts, pairs);
      if (outside.port !== socket.local.port) pairs.push({ inside: socket.local, outside });
    }
  }
  for (const { inside, outside } of pairs) prober.observe(`handed out: ${named(inside)} seen as ${named(outside)}`);
  return judgeHandedOut(hosts, pairs);
}

export interface Pair {
  readonly inside: Endpoint;
  readonly outside: Endpoint;
}

export function judgeHandedOut(hosts: readonly InsideHost[], pairs: readonly Pair[]): HandedOut {
  const broken = pairs.some(({ inside, outside }) => inside.port % 2 !== outside.port % 2);
  const parity = broken ? ("not kept" as const) : pairs.length >= tuned.fewest ? ("kept" as const) : undefined;
  const handedOut = hosts.flatMap(({ node, address }) => {
    const ports = pairs.filter(({ inside }) => inside.address === address).map(({ outside }) => outside.port);
    return ports.length === 0 ? [] : [{ host: node, first: Math.min(...ports), last: Math.max(...ports) }];
  });
  return { ...(parity && { parity }), handedOut };
}
