import type { Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import { refusedBy } from "../evidence/direct-datagrams.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Journey } from "../evidence/journeys.ts";
import { contradictionOf, type Crossing } from "../evidence/paths.ts";
import type { Ref } from "./claim.ts";
import type { PathClaim } from "./path.ts";
import { count } from "./wording.ts";

/** Enough to open the capture at the right places. */
const tuned = { framesShown: 6 } as const;

/** What the pings between a and b did from `claim.from` to `now`, and which punches were refused by whom. */
export function pathSeen(claim: PathClaim, evidence: Evidence, now: Instant): { observed: string; because: Ref[] } {
  const { a, b, from } = claim;
  const analysis = analyse(evidence);
  const { crossings, journeys } = analysis;
  const between = crossings.filter(
    (it) => it.sent.at >= from && it.sent.at <= now && [a, b].includes(it.from) && [a, b].includes(it.to),
  );
  const on = (path: Crossing["path"]): Crossing[] => between.filter((it) => it.path === path);
  const [direct, relayed, unknown] = [on("direct"), on("relayed"), on("unknown")];
  const relay = relayed[0]?.relay ?? "a relay";
  const punches = [...analysis.direct(a, b), ...analysis.direct(b, a)].filter((it) => it.hops[0]!.at <= now);
  const refused = [...refusedBy(punches)].map(([router, n]) => `${count(n, "punch", "punches")} refused by ${router}`);
  const parts = [
    direct.length > 0 && `${direct.length} direct`,
    relayed.length > 0 && `${relayed.length} via ${relay}`,
    unknown.length > 0 && `${unknown.length} from elsewhere`,
    between.every((it) => it.arrived === undefined) && "no ping arrived",
    ...refused,
    ...new Set(between.flatMap((it) => contradictionOf(it, journeys) ?? [])),
  ];
  return {
    observed: parts.filter((it) => it !== false).join("; "),
    because: [
      ...refsTo(on(claim.path).length > 0 ? on(claim.path) : between.filter((it) => it.carrier !== undefined)),
      ...refsToRefused(punches),
    ],
  };
}

/** Refused punches where they were refused, the first few of each router. */
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
  const nodes = [...new Set(crossings.map((it) => it.to))];
  return nodes.map((node) => ({
    node,
    frames: crossings
      .filter((it) => it.to === node && it.carrier !== undefined)
      .slice(0, tuned.framesShown)
      .map((it) => it.carrier!.frame),
  }));
}
