import type { NatMeasurement } from "../evidence/evidence.ts";
import type { Nat, Translation } from "../topology/nat.ts";

/** In words, where what was measured differs from what was declared; empty = proven. */
export function compareNat(declared: Nat, measured: NatMeasurement): string[] {
  return expectations(declared)
    .filter(({ field, oneOf }) => !oneOf.includes(measured[field]))
    .map(({ field, oneOf }) => `${names[field]}: declared ${say(oneOf[0])}, measured ${say(measured[field])}`);
}

type Field = Exclude<keyof NatMeasurement, "observations">;

/** What a measurement of the declared NAT may say; the first is what people call it. */
interface Expectation {
  readonly field: Field;
  readonly oneOf: readonly NatMeasurement[Field][];
}

const names: Record<Field, string> = {
  translates: "translation",
  mapping: "mapping",
  filtering: "filtering",
  ports: "port allocation",
  hairpin: "hairpinning",
  earlyInbound: "mapping after an early inbound packet",
  clash: "two inside hosts on one port",
};

function expectations(declared: Nat): readonly Expectation[] {
  if (!declared.translates) {
    return [
      { field: "translates", oneOf: [false] },
      { field: "mapping", oneOf: ["endpoint-independent"] },
      { field: "filtering", oneOf: ["endpoint-independent"] },
    ];
  }
  const independent = declared.mapping === "endpoint-independent";
  return [
    { field: "translates", oneOf: [true] },
    { field: "mapping", oneOf: [declared.mapping] },
    { field: "filtering", oneOf: [declared.filtering] },
    { field: "ports", oneOf: [declared.ports] },
    { field: "hairpin", oneOf: [hairpinShows(declared) ? declared.hairpin : "none"] },
    ...(independent ? [{ field: "earlyInbound", oneOf: ["stable"] } as const] : []),
    // Absent when the LAN has one host only: there is nobody to clash with.
    { field: "clash", oneOf: independent ? ["apart", undefined] : ["dependent", undefined] },
  ];
}

/**
 * With a dependent mapping, an inside socket's face towards its neighbour is not the one that the neighbour's filter was
 * opened for, so a hairpin is only to be seen through an open filter; behind a closed one it has no effect either.
 */
const hairpinShows = (nat: Translation): boolean =>
  nat.mapping === "endpoint-independent" || nat.filtering === "endpoint-independent";

function say(value: NatMeasurement[Field]): string {
  if (value === undefined) return "nothing (no answer)";
  return typeof value === "boolean" ? (value ? "yes" : "none") : value;
}
