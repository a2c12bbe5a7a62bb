import { pathClaimed } from "../expect/path/expected-path.ts";
import type { JudgedClaim } from "../expect/verdict.ts";
import type { Crossing } from "../evidence/paths/paths.ts";
import type { CaseReport } from "./run-json.ts";

/** Tunable: a direction's last pings, those that make a path its own, and how many there must be. */
const tuned = { last: 10, share: 0.9, fewest: 5 } as const;

/**
 * The path of a claim that was met, preferably the expected one; else the paths that pings took. `crossings`: of both
 * directions.
 */
export function observedPath(
  claims: readonly JudgedClaim[],
  paths: CaseReport["paths"],
  expected: CaseReport["expectedPath"],
  crossings: readonly Crossing[],
): CaseReport["observedPath"] {
  const met = claims.flatMap(({ claim, judgement }) =>
    judgement.is === "met" ? [pathClaimed(claim) ?? []].flat() : [],
  );
  if (expected !== "either" && met.includes(expected)) return expected;
  const last = met.at(-1);
  if (last !== undefined) return last;
  if (isHalfDirect(crossings)) return "half-direct";
  const direct = paths.map((path) => path.direct > 0);
  const relayed = paths.map((path) => path.relayed > 0);
  if (direct.some((holds) => holds) && relayed.some((holds) => holds)) return "mixed";
  if (direct.every((holds) => holds)) return "direct";
  if (relayed.some((holds) => holds)) return "relayed";
  return paths.some((path) => path.lost > 0) && paths.every((path) => path.unknown === 0) ? "none" : "unknown";
}

/** In the end one direction was direct and the other was relayed; what came before does not count. */
export function isHalfDirect(crossings: readonly Pick<Crossing, "from" | "path">[]): boolean {
  const senders = [...new Set(crossings.map(({ from }) => from))];
  const settled = senders.map((sender) => settledPath(crossings.filter(({ from }) => from === sender)));
  return senders.length === 2 && settled.includes("direct") && settled.includes("relayed");
}

/** What a direction's last pings took, of those that arrived; undefined = several paths, unclear ones, or too few pings. */
function settledPath(crossings: readonly Pick<Crossing, "path">[]): "direct" | "relayed" | undefined {
  const last = crossings.filter(({ path }) => path !== "none").slice(-tuned.last);
  if (last.length < tuned.fewest) return undefined;
  return (["direct", "relayed"] as const).find(
    (path) => last.filter((crossing) => crossing.path === path).length >= tuned.share * last.length,
  );
}
