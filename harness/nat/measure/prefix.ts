import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import { ipBytes } from "../../../src/base/address/ip.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { addressSum } from "../../topology/nat/npt.ts";
import type { InsideHost, Prober } from "../probe/probe.ts";

/**
 * RFC 6296: does every mapping of an inside host show the low 48 bits of its address, and the same checksum?
 * Undefined with IPv4, and when nothing came through.
 */
export function measurePrefix(prober: Prober, inside: readonly InsideHost[]): NatMeasurement["prefix"] {
  const pairs = inside.flatMap(({ address }) =>
    [...(prober.externalEndpoints.get(address)?.values() ?? [])].map((external) => ({
      inside: address,
      outside: external,
    })),
  );
  return pairs.length === 0 || !pairs[0]!.inside.includes(":") ? undefined : judgePrefix(pairs);
}

export function judgePrefix(
  pairs: readonly { readonly inside: string; readonly outside: Pick<Endpoint, "address"> }[],
): NonNullable<NatMeasurement["prefix"]> {
  if (pairs.every(({ inside, outside }) => inside === outside.address)) return "kept";
  const low = (address: string) => ipBytes(address)!.subarray(10).join();
  const neutral = pairs.every(
    ({ inside, outside }) => low(inside) === low(outside.address) && addressSum(inside) === addressSum(outside.address),
  );
  return neutral ? "neutral" : "other";
}
