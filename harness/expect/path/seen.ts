import type { Instant } from "../../../src/base/instant.ts";
import { analyse } from "../../evidence/analysis.ts";
import { refusedBy } from "../../evidence/journeys/direct-datagrams.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Journey } from "../../evidence/journeys/journeys.ts";
import { contradictionOf, isUnclear, type Crossing } from "../../evidence/paths/paths.ts";
import type { Ref, PathClaim } from "../claim.ts";
import { counted } from "../../../src/base/counted.ts";

/** Tunable: enough to find the right places in a capture. */
const tuned = { framesShown: 6 } as const;

/** What the pings between a and b did from `claim.from` to `now`, and which router refused which punches. */
export function pathSeen(claim: PathClaim, evidence: Evidence, now: Instant): { observed: string; because: Ref[] } {
  const { a, b, from } = claim;
  const analysis = analyse(evidence);
  const { crossings } = analysis;
  const between = crossings.filter(
    (crossing) =>
      crossing.sent.at >= from &&
      crossing.sent.at <= now &&
      [a, b].includes(crossing.from) &&
      [a, b].includes(crossing.to),
  );
  const on = (path: Crossing["path"]): Crossing[] => between.filter((crossing) => crossing.path === path);
  const unclear = between.filter(isUnclear);
  const punches = [...analysis.direct(a, b), ...analysis.direct(b, a)].filter((journey) => journey.hops[0]!.at <= now);
  const refused = [...refusedBy(punches)].map(
    ([router, n]) => `${counted(n, "punch", "punches")} refused by ${router}`,
  );
  const parts = [
    ...waysTaken(claim, between),
    unclear.length > 0 && `${unclear.length} by an unclear path`,
    between.every((crossing) => crossing.arrived === undefined) && "no ping arrived",
    ...refused,
    ...new Set(between.flatMap((crossing) => contradictionOf(crossing, evidence) ?? [])),
  ];
  return {
    observed: parts.filter((part) => part !== false).join("; "),
    because: [
      ...refsTo(
        on(claim.path).length > 0 ? on(claim.path) : between.filter((crossing) => crossing.carrier !== undefined),
      ),
      ...refsToRefused(punches),
    ],
  };
}

/** How many took which path; by direction if the two differ: half of a path is not a path. */
function waysTaken({ a, b }: PathClaim, between: readonly Crossing[]): string[] {
  const [there, back] = [
    waysOf(between.filter((crossing) => crossing.from === a)),
    waysOf(between.filter((crossing) => crossing.from === b)),
  ];
  const same =
    back.size === 0 || there.size === 0 || [...there.keys()].sort().join() === [...back.keys()].sort().join();
  const text = (ways: ReadonlyMap<string, number>): string => [...ways].map(([way, n]) => `${n} ${way}`).join(", ");
  if (same) return [...waysOf(between)].map(([way, n]) => `${n} ${way}`);
  return [`${a} → ${b}: ${text(there)}`, `${b} → ${a}: ${text(back)}`];
}

function waysOf(crossings: readonly Crossing[]): ReadonlyMap<string, number> {
  const ways = new Map<string, number>();
  for (const path of ["direct", "relayed", "elsewhere"] as const) {
    for (const { relay } of crossings.filter((crossing) => crossing.path === path)) {
      const way = path === "direct" ? path : `via ${relay ?? "a relay"}`;
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
  }
  return ways;
}

/** Refused punches at the routers that refused them, the first few of each. */
function refsToRefused(punches: readonly Journey[]): Ref[] {
  return [...refusedBy(punches).keys()].map((node) => ({
    node,
    frames: punches
      .filter(({ end }) => end.is === "refused" && end.by === node)
      .slice(0, tuned.framesShown)
      .map(({ hops }) => hops.at(-1)!.frame),
  }));
}

/** Carriers at the receivers, the first few of each. */
function refsTo(crossings: readonly Crossing[]): Ref[] {
  const nodes = [...new Set(crossings.map((crossing) => crossing.to))];
  return nodes.map((node) => ({
    node,
    frames: crossings
      .filter((crossing) => crossing.to === node && crossing.carrier !== undefined)
      .slice(0, tuned.framesShown)
      .map((crossing) => crossing.carrier!.frame),
  }));
}
