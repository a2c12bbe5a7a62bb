import type { CompatReport, Outcome, SituationFacts, CompatTrial } from "./json.ts";
import { wilson, type Interval } from "../expect/loss/wilson.ts";

/**
 * The verdict on a system in a situation. `relayed`: as well as can be expected. `could be direct`: relayed although theory
 * allows a direct path. `no path possible`: none, as theory says. `varies`: repetitions differ, and are not averaged.
 */
export type CellVerdict = Outcome | "could be direct" | "no path possible" | "varies" | "not run";

/** All repetitions of one system in one situation. */
export interface CompatCell {
  readonly system: string;
  /** With what is predicted for that system. */
  readonly situation: SituationFacts;
  readonly verdict: CellVerdict;
  /** One sentence. */
  readonly why: string;
  readonly trials: readonly CompatTrial[];
  /** Of the repetitions with an answer: how many were direct, and the 95 % confidence interval of that proportion. */
  readonly direct: { readonly count: number; readonly of: number; readonly share: Interval };
}

export function compatCells({ systems, missing, plan, situations, trials }: CompatReport): readonly CompatCell[] {
  const names = [...new Set([...systems.map(({ name }) => name), ...plan.systems])].filter(
    (name) => !(name in missing),
  );
  return names.flatMap((system) =>
    situations.map((situation) =>
      cellOf(
        system,
        situation,
        trials.filter((one) => one.system === system && one.situation === situation.name),
      ),
    ),
  );
}

export function cellOf(system: string, known: SituationFacts, trials: readonly CompatTrial[]): CompatCell {
  const situation = { ...known, ...known.bySystem?.[system] };
  const answered = trials.filter(({ outcome }) => outcome !== "inconclusive" && outcome !== "unsupported");
  const count = answered.filter(({ outcome }) => outcome === "direct").length;
  const direct = { count, of: answered.length, share: wilson(count, answered.length) };
  return { system, situation, ...verdictOf(situation, trials, answered), trials, direct };
}

function verdictOf(
  { predicted, because }: SituationFacts,
  trials: readonly CompatTrial[],
  answered: readonly CompatTrial[],
): Pick<CompatCell, "verdict" | "why"> {
  const [first] = answered;
  if (first === undefined) {
    const [one] = trials;
    return one === undefined ? { verdict: "not run", why: "it was not run" } : { verdict: one.outcome, why: one.saw };
  }
  const kinds = [...new Set(answered.map(({ outcome }) => outcome))];
  if (kinds.length > 1) {
    const counts = kinds.map((kind) => `${answered.filter(({ outcome }) => outcome === kind).length} ${kind}`);
    return { verdict: "varies", why: `${counts.join(", ")} of ${answered.length} repetitions` };
  }
  const troubled = answered.find(({ trouble }) => trouble !== undefined);
  const trouble = troubled === undefined ? "" : `; ${troubled.trouble}`;
  if (first.outcome === "relayed" && predicted === "direct")
    return { verdict: "could be direct", why: `relayed although ${because}${trouble}` };
  if (first.outcome === "relayed") return { verdict: "relayed", why: `${because}${trouble}` };
  if (first.outcome === "none" && predicted === "none") return { verdict: "no path possible", why: because };
  if (first.outcome === "direct" && predicted !== "relayed") return { verdict: "direct", why: `${because}${trouble}` };
  return { verdict: first.outcome, why: `${first.saw}${trouble}` };
}
