import { reduced, type PlannedPings, type ScaleEdge, type ScaleEvent, type ScalePlan } from "./plan.ts";
import type { Violation } from "./watch.ts";

export type Fails = (plan: ScalePlan) => Violation | undefined;

export interface Shrunk {
  readonly plan: ScalePlan;
  readonly violation: Violation;
  /** How many plans were run to find it. */
  readonly runs: number;
}

/**
 * The smallest plan with a violation of the same kind: no edge, conversation or event can be left out of it (Zeller and
 * Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). The parts that the violation names are tried
 * first, so that a crowd of a thousand shrinks in a few dozen runs. `fails` must be deterministic, and `violation` be its
 * result for `plan`.
 */
export function shrink(plan: ScalePlan, violation: Violation, fails: Fails): Shrunk {
  let runs = 0;
  const same = (candidate: ScalePlan): Violation | undefined => {
    runs++;
    const found = fails(candidate);
    return found?.rule === violation.rule ? found : undefined;
  };
  // Nothing after the failure can have caused it.
  let best: Shrunk["plan"] = { ...plan, lasts: Math.min(plan.lasts, Math.ceil(violation.at) + 1) };
  let seen = violation;
  const adopt = (candidate: ScalePlan): boolean => {
    const found = same(candidate);
    if (found === undefined) return false;
    best = { ...candidate, lasts: Math.min(candidate.lasts, Math.ceil(found.at) + 1) };
    seen = found;
    return true;
  };
  for (const hint of hints(plan, violation)) if (adopt(reduced(best, hint))) break;
  minimise(best, () => best, adopt);
  const used = new Set(best.edges.map(({ prefers }) => prefers));
  for (const name of best.supernodes.filter((supernode) => !used.has(supernode))) {
    const supernodes = best.supernodes.filter((supernode) => supernode !== name);
    adopt(reduced({ ...best, supernodes }, () => true));
  }
  return { plan: best, violation: seen, runs };
}

type Part = ScaleEdge | PlannedPings | ScaleEvent;

const partsOf = ({ edges, conversations, events }: ScalePlan): Part[] => [...events, ...conversations, ...edges];

/** From the narrowest guess to the widest. */
function hints(plan: ScalePlan, { who }: Violation): ((part: Part) => boolean)[] {
  const communities = new Set(plan.edges.filter(({ name }) => who.includes(name)).map(({ community }) => community));
  const among = (wanted: (edge: ScaleEdge) => boolean) => (part: Part) =>
    !("site" in part && "name" in part) || wanted(part);
  return [among(({ name }) => who.includes(name)), among(({ community }) => communities.has(community))];
}

/** ddmin: leaves out ever smaller chunks while the rest still fails, until no single part can be left out. */
function minimise(start: ScalePlan, current: () => ScalePlan, adopt: (candidate: ScalePlan) => boolean): void {
  let size = Math.ceil(partsOf(start).length / 2);
  while (size >= 1) {
    let shrunk = false;
    for (let from = 0; from < partsOf(current()).length;) {
      const without = new Set(partsOf(current()).slice(from, from + size));
      if (adopt(reduced(current(), (part) => !without.has(part)))) shrunk = true;
      else from += size;
    }
    if (size === 1 && !shrunk) return;
    size = size === 1 ? 1 : Math.floor(size / 2);
  }
}
