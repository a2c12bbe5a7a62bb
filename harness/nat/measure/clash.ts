import { sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { firstThatWorks, named, tuned, type InsideHost, type Prober } from "../probe/probe.ts";

/**
 * Two inside hosts use one source port, and each first sends to a different server. Linux's masquerade then gives both the
 * same external port, because the 5-tuples differ, and neither can keep it towards the other's server; to any probe with
 * a single host it looks endpoint-independent.
 */
export async function measureClash(
  prober: Prober,
  left: InsideHost,
  right: InsideHost,
): Promise<NatMeasurement["clash"]> {
  const { primary, otherAddress } = prober.servers;
  const [a, b] = await firstThatWorks(tuned.opens, () => {
    const port = prober.somePort();
    return Promise.all([prober.openInside(left, port), prober.openInside(right, port)]);
  });
  const [a1, b2] = await Promise.all([
    prober.cross(a, primary.local, primary),
    prober.cross(b, otherAddress.local, otherAddress),
  ]);
  const [a2, b1] = await Promise.all([
    prober.cross(a, otherAddress.local, otherAddress),
    prober.cross(b, primary.local, primary),
  ]);
  prober.observe(`clash: ${named(a.local)} seen as ${named(a1)} and ${named(a2)}`);
  prober.observe(`clash: ${named(b.local)} seen as ${named(b1)} and ${named(b2)}`);
  if (a1 === undefined || a2 === undefined || b1 === undefined || b2 === undefined) return undefined;
  return judgeClash([a1, a2], [b1, b2]);
}

type Pair = readonly [Endpoint, Endpoint];

export function judgeClash(a: Pair, b: Pair): NonNullable<NatMeasurement["clash"]> {
  if (a.some((mine) => b.some((yours) => sameEndpoint(mine, yours)))) return "overloaded";
  const [one, other] = [sameEndpoint(...a), sameEndpoint(...b)];
  return one !== other ? "changed" : one ? "apart" : "dependent";
}
