import { sameEndpoint } from "../../../src/base/address/endpoint.ts";
import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import { measureMapping } from "./mapping.ts";
import type { InsideHost, Prober } from "../probe/probe.ts";

/** Tunable. `sockets`: opened one after the other until the NAT changes, or refuses. */
const tuned = { sockets: 96 };

/**
 * RFC 4787 REQ-11: does the mapping test have the same result when the NAT has many mappings? Each new socket sends to two
 * servers that differ in address and port; the first one with two external endpoints shows the change. Earlier mappings
 * count, because they still exist. Undefined if the NAT refused before it changed.
 */
export async function measureLoad(prober: Prober, host: InsideHost): Promise<ThoroughMeasurement["load"]> {
  const { primary, otherBoth } = prober.servers;
  let independent = living(prober);
  for (let i = 0; i < tuned.sockets; i++) {
    const socket = await prober.openInside(host);
    const one = await prober.cross(socket, primary.local, primary);
    const other = one && (await prober.cross(socket, otherBoth.local, otherBoth));
    if (one === undefined || other === undefined) return undefined;
    if (!sameEndpoint(one, other)) {
      prober.observe(`load: the mapping depends on the destination beside ${independent} that do not`);
      return { mapping: (await measureMapping(prober, host)).mapping, independent };
    }
    independent = living(prober);
  }
  prober.observe(`load: the mapping is the same beside ${independent} others`);
  return { mapping: (await measureMapping(prober, host)).mapping };
}

export const living = ({ externalEndpoints }: Prober): number =>
  [...externalEndpoints.values()].reduce((sum, seen) => sum + seen.size, 0);
