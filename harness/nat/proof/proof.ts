import type { NatMeasurement } from "../../evidence/evidence.ts";
import type { Nat, NoNat, Translation } from "../../topology/nat/nat.ts";
import { reachDifferences } from "./reach.ts";
import { thoroughDifferences } from "./thorough.ts";

/** How the measured NAT differs from the declared one, in words; empty = proven. */
export function compareNat(declared: Nat, measured: NatMeasurement): string[] {
  const quick = expectations(declared, measured.clash === undefined)
    .filter(({ field, oneOf }) => !oneOf.includes(measured[field]))
    .map(({ field, oneOf }) => `${names[field]}: declared ${say(oneOf[0])}, measured ${say(measured[field])}`);
  return [
    ...quick,
    ...reachDifferences(declared, measured),
    ...(measured.thorough === undefined ? [] : thoroughDifferences(declared, measured.thorough)),
  ];
}

type Field = Exclude<keyof NatMeasurement, "observations" | "thorough" | "reaches">;

/** The possible results of measuring the declared NAT; the first is the usual one. */
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
  pooling: "external addresses",
  prefix: "prefix",
};

/** `alone`: measured from a single host, so that no ports clash. */
function expectations(declared: Nat, alone: boolean): readonly Expectation[] {
  // The prober needs two remote ports; with fewer it sees nothing, or only half.
  if ((declared.egress?.udp?.length ?? Infinity) < 2) {
    return [
      { field: "mapping", oneOf: ["blocked"] },
      ...(declared.egress?.udp?.length === 0 ? [{ field: "filtering", oneOf: ["blocked"] } as const] : []),
    ];
  }
  return declared.translates ? ofTranslation(declared, alone) : ofNone(declared);
}

const ofNone = ({ firewall, prefix }: NoNat): readonly Expectation[] => [
  { field: "translates", oneOf: [prefix !== undefined] },
  { field: "mapping", oneOf: ["endpoint-independent"] },
  { field: "filtering", oneOf: [firewall?.filtering ?? "endpoint-independent"] },
  { field: "prefix", oneOf: prefix === undefined ? ["kept", undefined] : ["neutral"] },
  ...(prefix === undefined ? [] : [{ field: "ports", oneOf: ["preserving"] } as const]),
];

function ofTranslation(declared: Translation, alone: boolean): readonly Expectation[] {
  const independent = declared.mapping === "endpoint-independent";
  const early = declared.overloading === "unguarded" ? "moved" : "stable";
  return [
    { field: "translates", oneOf: [true] },
    { field: "mapping", oneOf: [declared.mapping] },
    { field: "filtering", oneOf: [declared.filtering] },
    { field: "ports", oneOf: portsShow(declared) },
    { field: "hairpin", oneOf: [hairpinShows(declared, alone)] },
    ...(independent ? [{ field: "earlyInbound", oneOf: [early] } as const] : []),
    { field: "clash", oneOf: [clashShows(declared), undefined] },
    { field: "pooling", oneOf: [poolingShows(declared, alone), undefined] },
  ];
}

function clashShows({ overloading, mapping, change }: Translation): NatMeasurement["clash"] {
  if (overloading !== undefined) return "overloaded";
  if (change?.on === "clash") return "changed";
  return mapping === "endpoint-independent" ? "apart" : "dependent";
}

/** Of few ports, random ones are as close together as a sequence, and preserved ones are rare. */
function portsShow({ ports, range, block, sharedBlock }: Translation): readonly NatMeasurement["ports"][] {
  const narrow = (block ?? sharedBlock ?? (range === undefined ? Infinity : range.last - range.first + 1)) <= few;
  if (ports === "preserving")
    return range === undefined ? [ports] : [ports, "random", "unknown", ...(narrow ? (["sequential"] as const) : [])];
  return narrow && ports === "random" ? [ports, "sequential"] : [ports];
}

const few = 512;

/**
 * With a dependent mapping, an inside socket's external endpoint towards its neighbour is not the one for which the
 * neighbour's filter was opened, so that a hairpin can be seen only through an open filter; with a closed one it has no
 * effect either. A single host cannot see an inside source: it refuses packets from outside with its own address.
 */
function hairpinShows({ mapping, filtering, hairpin }: Translation, alone: boolean): NatMeasurement["hairpin"] {
  const visible = mapping === "endpoint-independent" || filtering === "endpoint-independent";
  return visible && !(alone && hairpin === "internal-source") ? hairpin : "none";
}

/** A single host cannot distinguish one address from one address per host. */
const poolingShows = ({ pooling }: Translation, alone: boolean): NatMeasurement["pooling"] =>
  pooling === undefined || (alone && pooling.kind === "paired") ? "one" : pooling.kind;

function say(value: NatMeasurement[Field]): string {
  if (value === undefined) return "nothing (no answer)";
  return typeof value === "boolean" ? (value ? "yes" : "none") : value;
}
