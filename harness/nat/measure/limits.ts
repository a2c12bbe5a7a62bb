import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import type { InsideHost, Prober } from "../probe/probe.ts";

/** Tunable. `most`: more sockets than any declared limit that is to be measured. `others`: of a second host. */
const tuned = { most: 96, others: 4 };

/**
 * RFC 6888 REQ-4: one host opens sockets until the NAT refuses, then another one tries. Earlier mappings count, because
 * they still exist. Exhausts the NAT: nothing can be measured afterwards until mappings expire.
 */
export async function measureLimits(
  prober: Prober,
  hosts: readonly InsideHost[],
): Promise<ThoroughMeasurement["mappings"]> {
  const [first, second] = hosts;
  const refused = (await crossFrom(prober, first!, tuned.most)).some((holds) => !holds);
  const living = ({ address }: InsideHost) => prober.externalEndpoints.get(address)?.size ?? 0;
  const own = living(first!);
  const others = second === undefined ? 0 : living(second);
  // If nothing gets through at all, no limit can be seen.
  if (own === 0) return {};
  if (!refused) return { tried: own + others };
  const more = second === undefined ? [] : await crossFrom(prober, second, tuned.others);
  prober.observe(
    `limits: ${own} mappings of ${first!.node} with ${others} of others, then ${more.filter(Boolean).length} more of others`,
  );
  return more.some(Boolean) ? { perHost: own } : { total: own + others };
}

const crossFrom = (prober: Prober, host: InsideHost, count: number): Promise<boolean[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await prober.openInside(host);
      return (await prober.cross(socket, prober.servers.primary.local, prober.servers.primary)) !== undefined;
    }),
  );
