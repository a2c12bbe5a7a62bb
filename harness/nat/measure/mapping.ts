import { sameEndpoint, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { NatMeasurement } from "../../evidence/evidence.ts";
import { named, type InsideHost, type Prober } from "../probe/probe.ts";

export interface MappingMeasured {
  readonly translates: NatMeasurement["translates"];
  readonly mapping: NatMeasurement["mapping"];
}

/** RFC 5780 §4.3: one inside socket sends to four endpoints; how many external endpoints do they see? */
export async function measureMapping(prober: Prober, host: InsideHost): Promise<MappingMeasured> {
  const { primary, otherPort, otherAddress, otherBoth } = prober.servers;
  const socket = await prober.openInside(host);
  // Alone: if two processors of a router handle packets of one socket at once, each may create a mapping.
  const first = await prober.cross(socket, primary.local, primary);
  const seen = [
    first,
    ...(await Promise.all([otherPort, otherAddress, otherBoth].map((at) => prober.cross(socket, at.local, at)))),
  ];
  [primary, otherPort, otherAddress, otherBoth].forEach((server, index) =>
    prober.observe(`mapping: ${named(socket.local)} → ${named(server.local)} seen as ${named(seen[index])}`),
  );
  const known = seen.filter((at) => at !== undefined);
  return {
    translates: known.length === 0 ? "unknown" : !known.every((at) => sameEndpoint(at, socket.local)),
    mapping: known.length < seen.length ? "blocked" : judgeMapping(known),
  };
}

/** External endpoints in the order A1:p1, A1:p2, A2:p1, A2:p2. */
export function judgeMapping(externals: readonly Endpoint[]): NatMeasurement["mapping"] {
  // Each is numbered by where it appears first: 0022 = one external endpoint for each remote address.
  const pattern = externals.map((external) => externals.findIndex((other) => sameEndpoint(other, external))).join("");
  const verdicts: Record<string, NatMeasurement["mapping"]> = {
    "0000": "endpoint-independent",
    "0022": "address-dependent",
    "0123": "address-and-port-dependent",
  };
  return verdicts[pattern] ?? "mixed";
}
