import type { NatMeasurement } from "../../evidence/evidence.ts";
import type { Firewall, Nat, Translation } from "../../topology/nat/nat.ts";

/** What was declared, explicitly or by default, but not measured: "as declared" does not cover it. */
export function notMeasured(declared: Nat, { thorough, reaches = [] }: NatMeasurement): string[] {
  if (declared.egress?.udp?.length === 0) return ["everything that needs UDP"];
  const timed: Firewall | undefined = declared.translates ? declared : declared.firewall;
  const missing: readonly (readonly [string, boolean])[] = [
    ["lifetime", timed !== undefined && thorough?.idle?.dead === undefined],
    ["refresh", timed !== undefined && thorough?.refresh === undefined],
    ...(declared.translates ? ofTranslation(declared, thorough) : []),
    ["TCP", !reaches.some(({ protocol }) => protocol === "tcp")],
    ["how ports are refused", declared.egress !== undefined && reaches.some(({ outcome }) => outcome === "blocked")],
  ];
  return missing.flatMap(([what, isMissing]) => (isMissing ? [what] : []));
}

function ofTranslation(
  { block, limit, range, parity, change, ports, mapping }: Translation,
  thorough: NatMeasurement["thorough"],
): readonly (readonly [string, boolean])[] {
  const counted = (what: number | undefined, measured: number | undefined): boolean =>
    what === undefined ? thorough?.mappings.tried !== undefined || measured !== undefined : measured !== undefined;
  const handsOut = ports !== "preserving" || parity === true;
  return [
    ["parity", handsOut && thorough?.parity === undefined],
    ["range of ports", range !== undefined && (thorough?.handedOut.length ?? 0) === 0],
    ["block of ports", block !== undefined && !counted(block, thorough?.mappings.perHost)],
    ["limit of mappings", !counted(limit, thorough?.mappings.total ?? thorough?.mappings.perHost)],
    ["behaviour under load", mapping === "endpoint-independent" && thorough?.load === undefined],
    [
      "where load changes it",
      change?.on === "load" && thorough?.load !== undefined && thorough.load.independent === undefined,
    ],
  ];
}
