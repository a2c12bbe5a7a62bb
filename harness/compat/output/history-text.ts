import { alignColumns, type TextCell } from "../../report/text/columns.ts";
import type { Style } from "../../report/text/style.ts";
import { compatCells } from "../cell.ts";
import { diffCompat, type CellChange } from "../diff.ts";
import { scoreOf, scoreText } from "../score.ts";
import type { StoredRun } from "./pages/history.ts";
import { renderChanges } from "./text.ts";

/** A published run, and what is different from the one before it. */
export interface HistoryEntry {
  readonly run: string;
  /** By system. */
  readonly scores: Readonly<
    Record<string, { readonly version: string; readonly direct: number; readonly possible: number }>
  >;
  /** Absent for the first run. */
  readonly changes?: readonly CellChange[];
}

/** Newest first, as the runs are. */
export const historyOf = (runs: readonly StoredRun[]): readonly HistoryEntry[] =>
  runs.map(({ name, report }, i) => {
    const cells = compatCells(report);
    const before = runs[i + 1];
    const scores = report.systems.map(({ name: system, version }) => {
      const { direct, possible } = scoreOf(system, cells);
      return [system, { version, direct, possible }] as const;
    });
    return {
      run: name,
      scores: Object.fromEntries(scores),
      ...(before !== undefined && { changes: diffCompat(before.report, report).changes }),
    };
  });

/** Scores of every run, then the changes of the newest. */
export function renderHistory(entries: readonly HistoryEntry[], style: Style, width?: number): string {
  const [newest] = entries;
  if (newest === undefined) return "no reports are published there";
  const names = [...new Set(entries.flatMap(({ scores }) => Object.keys(scores)))];
  const head = ["run", ...names].map((text): TextCell => ({ text, paint: (one) => style.dim(one) }));
  const rows = entries.map(({ run, scores }): TextCell[] => [
    { text: run },
    ...names.map((system): TextCell => {
      const score = scores[system];
      return { text: score === undefined ? "" : scoreText({ system, unconnected: 0, ...score }) };
    }),
  ]);
  const changes = newest.changes === undefined ? [] : ["", renderChanges(newest.changes, [], style)];
  return [...alignColumns([head, ...rows], { width, titled: true }), ...changes].join("\n");
}
