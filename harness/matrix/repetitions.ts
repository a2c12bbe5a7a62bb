import { wilson } from "../expect/loss/wilson.ts";
import type { CellResult } from "./output/json.ts";

/**
 * Repetitions of one pair → its result. Repetitions that disagree are shown as such: `varies`, with what each was. Where
 * chance decides, different paths are as predicted. Those that the laboratory could not judge are left out of the share.
 */
export function ofRepetitions(results: readonly CellResult[]): CellResult {
  const [first] = results;
  if (first === undefined || results.length === 1) return first!;
  const judged = results.filter(({ is }) => is !== "inconclusive" && is !== "skipped");
  const asPredicted = judged.filter(({ is }) => is === "as predicted").length;
  const { least, most } = wilson(asPredicted, judged.length);
  const sum = (of: (result: CellResult) => number): number => results.reduce((all, one) => all + of(one), 0);
  const saw = tally(results.map(({ is, observed }) => (is === "inconclusive" || is === "skipped" ? is : observed)));
  const whole = {
    ...first,
    saw: `${saw} of ${results.length}`,
    attempts: sum(({ attempts }) => attempts),
    duration: sum(({ duration }) => duration),
    repetitions: { of: results.length, judged: judged.length, asPredicted, least, most },
  };
  const odd = judged.find(({ is }) => is !== "as predicted");
  if (odd !== undefined && asPredicted > 0)
    return { ...whole, ...placeOf(odd), is: "varies", why: `${saw}; one of them: ${odd.why ?? odd.saw}` };
  if (odd !== undefined) return { ...whole, ...placeOf(odd) };
  if (judged.length === results.length) return whole;
  const unjudged = results.find(({ is }) => is === "inconclusive" || is === "skipped")!;
  return { ...whole, ...placeOf(unjudged), why: `${saw}; one of them: ${unjudged.why ?? unjudged.saw}` };
}

/** Of the repetition that decides. */
const placeOf = ({ is, observed, why, evidence, seed, proofs }: CellResult) => ({
  is,
  observed,
  ...(why !== undefined && { why }),
  ...(evidence !== undefined && { evidence }),
  seed,
  proofs,
});

/** `2 direct, 1 relayed` */
function tally(words: readonly string[]): string {
  const kinds = [...new Set(words)];
  return kinds.map((kind) => `${words.filter((word) => word === kind).length} ${kind}`).join(", ");
}
