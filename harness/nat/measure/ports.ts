import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { named, type InsideHost, type Prober } from "../probe/probe.ts";

/**
 * Tunable. `neighbours`: external ports this close were allocated in sequence, with those of other probes in between. Six
 * random ports of 20 000 are this close once in ten million times.
 */
const tuned = { sockets: 6, fewest: 4, neighbours: 32 };

/** RFC 4787 §4.2.1: which external ports do the first mappings of several sockets get? */
export async function measurePorts(prober: Prober, host: InsideHost): Promise<NatMeasurement["ports"]> {
  const { primary } = prober.servers;
  const sockets = await Promise.all(Array.from({ length: tuned.sockets }, () => prober.openInside(host)));
  const pairs = await Promise.all(
    sockets.map(async ({ local }, index) => ({
      inside: local,
      outside: await prober.cross(sockets[index]!, primary.local, primary),
    })),
  );
  for (const { inside, outside } of pairs) prober.observe(`ports: ${named(inside)} seen as ${named(outside)}`);
  return judgePorts(pairs);
}

export interface PortPair {
  readonly inside: Endpoint;
  readonly outside: Endpoint | undefined;
}

/** One exception is allowed: a port that was taken, or a sequence that starts over. */
export function judgePorts(pairs: readonly PortPair[]): NatMeasurement["ports"] {
  const known = pairs.filter((pair) => pair.outside !== undefined);
  if (known.length < tuned.fewest) return "unknown";
  const kept = known.filter(({ inside, outside }) => inside.port === outside!.port).length;
  if (kept >= known.length - 1) return "preserving";
  if (kept > 1) return "unknown";
  // Sorted, because a repeated probe gets its port late.
  const ports = known.map(({ outside }) => outside!.port).sort((a, b) => a - b);
  const gaps = ports.slice(1).map((port, index) => port - ports[index]!);
  const near = gaps.filter((gap) => gap <= tuned.neighbours).length;
  return near >= gaps.length - 1 ? "sequential" : "random";
}
