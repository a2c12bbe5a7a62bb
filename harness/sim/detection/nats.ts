import { milliseconds, seconds } from "../../../src/base/instant.ts";
import { presets } from "../../topology/nat/presets.ts";
import { natTrouble } from "../../topology/nat/check.ts";
import { nat, type Dependence, type Nat, type Translation } from "../../topology/nat/nat.ts";

const dependences: readonly Dependence[] = ["endpoint-independent", "address-dependent", "address-and-port-dependent"];
const home = nat.portRestricted;
/** What knobs turn on: the four that RFC 3489 names. */
const bases: readonly Translation[] = [home, nat.fullCone, nat.addressRestricted, nat.symmetric];

const squares = dependences.flatMap((mapping) =>
  dependences.flatMap((filtering) =>
    (["preserving", "sequential", "random"] as const).map((ports): Nat => ({ ...home, mapping, filtering, ports })),
  ),
);

/** Each knob alone. */
const knobs: readonly Partial<Translation>[] = [
  { hairpin: "internal-source" },
  { hairpin: "external-source" },
  { idle: milliseconds(5000) },
  { idle: seconds(300) },
  { refresh: "outbound" },
  { refresh: "inbound" },
  { parity: true },
  { ports: "random", range: { first: 50_000, last: 50_999 } },
  { ports: "random", block: 64 },
  { ports: "random", block: 150 },
  { limit: 70 },
  { limit: 150 },
  { pooling: { addresses: 2, kind: "paired" } },
  { pooling: { addresses: 2, kind: "arbitrary" } },
  { change: { on: "clash", mapping: "address-dependent" } },
  { change: { on: "load", mappings: 80, mapping: "address-dependent" } },
  { egress: { udp: [53, 123, 443], refusal: "silent" } },
  { egress: { udp: [], refusal: "silent" } },
];

const firewalls = dependences.map((filtering): Nat => ({
  translates: false,
  firewall: { filtering, idle: seconds(120), refresh: "both" },
}));

/** What is declared, and what is built: every preset, all squares with all port allocations, every knob. */
export const detectable: readonly Nat[] = distinct([
  ...Object.values(presets).map((one): Nat => one.nat),
  ...squares,
  ...bases.flatMap((base) => knobs.map((knob): Nat => ({ ...base, ...knob }))),
  ...firewalls,
]).filter((middlebox) => natTrouble(middlebox) === undefined);

function distinct(all: readonly Nat[]): readonly Nat[] {
  return [
    ...new Map(
      all.map((middlebox) => [
        JSON.stringify(Object.entries(middlebox).sort(([a], [b]) => a.localeCompare(b))),
        middlebox,
      ]),
    ).values(),
  ];
}

/** The names of the knobs in which two NATs differ. */
export function differing(a: Nat, b: Nat): readonly string[] {
  if (a.translates !== b.translates) return ["translation"];
  const fields = (middlebox: Nat): Record<string, unknown> => ({
    ...(middlebox.translates ? middlebox : { ...middlebox, ...middlebox.firewall }),
    firewall: undefined,
  });
  const [left, right] = [fields(a), fields(b)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name])).sort();
}
