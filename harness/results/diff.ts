import type { CaseReport } from "../report/run-json.ts";
import { casesOf, type Results } from "./results.ts";

/** A case whose verdict or path is another than before. */
export interface ResultChange {
  /** SCENARIO / CASE */
  readonly name: string;
  readonly is: "worse" | "better" | "different";
  readonly before: string;
  readonly after: string;
}

export interface ResultsDiff {
  /** Regressions first. */
  readonly changes: readonly ResultChange[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** A case that ran several times counts by its worst verdict. */
const ranks: Readonly<Record<CaseReport["verdict"], number>> = { fail: 0, inconclusive: 1, unsupported: 2, pass: 3 };

export function diffResults(before: Results, after: Results): ResultsDiff {
  const [old, now] = [worst(before), worst(after)];
  const changes = [...now].flatMap(([name, to]) => {
    const from = old.get(name);
    return from === undefined ? [] : (changeOf(name, from, to) ?? []);
  });
  const order = ["worse", "different", "better"];
  return {
    changes: changes.sort((x, y) => order.indexOf(x.is) - order.indexOf(y.is)),
    added: [...now.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
  };
}

function worst(results: Results): ReadonlyMap<string, CaseReport> {
  const cases = new Map<string, CaseReport>();
  for (const { run, case: one } of casesOf(results)) {
    const name = `${run.scenario} / ${one.name}`;
    const known = cases.get(name);
    if (known === undefined || ranks[one.verdict] < ranks[known.verdict]) cases.set(name, one);
  }
  return cases;
}

function changeOf(name: string, from: CaseReport, to: CaseReport): ResultChange | undefined {
  const difference = ranks[to.verdict] - ranks[from.verdict];
  if (difference === 0 && from.observedPath === to.observedPath) return undefined;
  const is = difference < 0 ? "worse" : difference > 0 ? "better" : "different";
  return { name, is, before: inWords(from), after: inWords(to) };
}

const inWords = ({ verdict, observedPath }: CaseReport): string => `${verdict}, ${observedPath}`;
