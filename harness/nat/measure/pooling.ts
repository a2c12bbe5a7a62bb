import type { NatMeasurement } from "../../evidence/evidence.ts";
import type { Prober } from "../probe/probe.ts";

/**
 * RFC 4787 §4.1: judged from all external addresses that servers saw, by inside host. Undefined if nothing got through.
 */
export function measurePooling(prober: Prober): NatMeasurement["pooling"] {
  const seen = [...prober.externalEndpoints.values()].map((externals) =>
    [...externals.values()].map(({ address }) => address),
  );
  return judgePooling(seen.filter((addresses) => addresses.length > 0));
}

/** `byHost`: the external addresses of each host's mappings. */
export function judgePooling(byHost: readonly (readonly string[])[]): NatMeasurement["pooling"] {
  if (byHost.length === 0) return undefined;
  if (byHost.some((addresses) => new Set(addresses).size > 1)) return "arbitrary";
  return new Set(byHost.flat()).size > 1 ? "paired" : "one";
}
