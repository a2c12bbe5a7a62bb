import type { ThoroughMeasurement } from "../../evidence/evidence.ts";
import { tuned as lookedAfter } from "../measure/lifetime.ts";
import { common } from "../predict/series.ts";
import type { Firewall, Nat, Translation } from "../../topology/nat/nat.ts";

/**
 * Tunable. `clock`: by how much a timer of the kernel and a timestamp may be off, in milliseconds. `near`: timers within
 * this fraction of the time of a probe may have expired or not. `tried`: limits up to this were tried, if the measurement
 * does not say. `loaded`: the fewest mappings when the mapping is measured under load.
 */
const tuned = { clock: 30, near: 0.1, tried: 90, loaded: 96 };

/** How the thorough part of a measurement differs from the declaration, in words. */
export function thoroughDifferences(declared: Nat, measured: ThoroughMeasurement): string[] {
  return [
    ...lifetime(declared, measured),
    ...(declared.translates
      ? [
          ...parity(declared, measured),
          ...places(declared, measured),
          ...limits(declared, measured),
          ...load(declared, measured),
        ]
      : []),
  ];
}

function lifetime(declared: Nat, { idle, refresh }: ThoroughMeasurement): string[] {
  const timed = declared.translates ? declared : declared.firewall;
  if (idle === undefined) return [];
  if (timed === undefined) {
    return idle.dead === undefined
      ? []
      : [`lifetime: declared unlimited, measured dead after ${Math.round(idle.dead)} ms`];
  }
  const tooShort = idle.dead !== undefined && timed.idle > idle.dead + tuned.clock;
  const wrong = tooShort || timed.idle < idle.alive - tuned.clock;
  const span = `alive after ${Math.round(idle.alive)} ms${idle.dead === undefined ? "" : `, dead after ${Math.round(idle.dead)} ms`}`;
  return [
    ...(wrong ? [`lifetime: declared ${timed.idle} ms, measured ${span}`] : []),
    ...(refresh !== undefined && !mayRefresh(timed, idle).includes(refresh)
      ? [`refresh: declared ${timed.refresh}, measured ${refresh}`]
      : []),
  ];
}

/** Of several layers, only those that would have expired by the time of the probe need a refresh. */
function mayRefresh(
  { idle, refresh, layers = [{ idle, refresh }] }: Firewall,
  measured: NonNullable<ThoroughMeasurement["idle"]>,
): readonly string[] {
  const looked = ((measured.alive + (measured.dead ?? measured.alive)) / 2) * lookedAfter.look;
  return [1 - tuned.near, 1 + tuned.near].map((share) => {
    const needed = layers.filter((layer) => layer.idle <= looked * share);
    return common((needed.length > 0 ? needed : layers).map((timer) => timer.refresh));
  });
}

function parity(declared: Translation, measured: ThoroughMeasurement): string[] {
  const says = declared.parity === true ? "kept" : "not kept";
  if (measured.parity === undefined || measured.parity === says) return [];
  return [`parity: declared ${says}, measured ${measured.parity}`];
}

/** A block belongs to one host alone. */
function places({ range, block }: Translation, { handedOut }: ThoroughMeasurement): string[] {
  const named = (span: (typeof handedOut)[number]) => `${span.host} ${span.first} to ${span.last}`;
  const outside = handedOut.filter(
    (span) => range !== undefined && (span.first < range.first || span.last > range.last),
  );
  const wide = handedOut.filter((span) => block !== undefined && span.last - span.first >= block);
  const shared = handedOut.filter((span) =>
    handedOut.some(
      (other) => block !== undefined && other !== span && span.first <= other.last && other.first <= span.last,
    ),
  );
  return [
    ...outside.map((span) => `range: declared ${range!.first} to ${range!.last}, measured ${named(span)}`),
    ...wide.map((span) => `block: declared ${block} ports, measured ${named(span)}`),
    ...(shared.length > 0 ? [`block: declared one for each host, measured ${shared.map(named).join(" and ")}`] : []),
  ];
}

function limits({ block, limit, layers }: Translation, { mappings }: ThoroughMeasurement): string[] {
  const said = (value: number | undefined) => (value === undefined ? "more than were tried" : String(value));
  const tried = (value: number | undefined) =>
    value !== undefined && value <= (mappings.tried ?? tuned.tried) ? value : undefined;
  const checks = [
    ["mappings of one host", block, mappings.perHost],
    ["mappings in all", limit, mappings.total],
  ] as const;
  // Mappings that expired in the inner layer may still occupy places in the outer one.
  const spare = layers === undefined ? 0 : (mappings.forgotten ?? 0);
  const differs = (declared: number | undefined, measured: number | undefined): boolean => {
    if (measured === undefined) return tried(declared) !== undefined;
    return declared === undefined || measured > declared || measured < declared - spare;
  };
  return checks
    .filter(([, declared, measured]) => differs(declared, measured))
    .map(([what, declared, measured]) => `${what}: declared ${said(declared)}, measured ${said(measured)}`);
}

/** A mapping that changes when ports clash does not change under load alone: the prober's sockets have different ports. */
function load({ mapping, change }: Translation, { load }: ThoroughMeasurement): string[] {
  if (load === undefined) return [];
  const declared = change?.on === "load" && change.mappings <= tuned.loaded ? change : { mapping };
  const most = "mappings" in declared ? declared.mappings : undefined;
  return [
    ...(load.mapping === declared.mapping
      ? []
      : [`mapping under load: declared ${declared.mapping}, measured ${load.mapping}`]),
    ...(load.independent === most
      ? []
      : [
          `mappings before it changes: declared ${most ?? "any"}, measured ${load.independent ?? "more than were tried"}`,
        ]),
  ];
}
