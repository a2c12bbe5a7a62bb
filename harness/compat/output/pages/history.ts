import { escapeMarkup as text } from "../../../report/junit.ts";
import { compatCells } from "../../cell.ts";
import { diffCompat, type CellChange } from "../../diff.ts";
import type { CompatReport } from "../../json.ts";
import { scoreOf } from "../../score.ts";
import { plainTable } from "../../../report/page/elements.ts";
import { madeBy, page } from "./html.ts";
import { verdictWords } from "../words.ts";

export interface StoredRun {
  /** Its folder below `runs/`. */
  readonly name: string;
  readonly report: CompatReport;
}

/** The scores of every run and the changes between runs, newest first. */
export function historyPage(runs: readonly StoredRun[]): string {
  const changes = runs.slice(0, -1).map((run, i) => changesOf(run, runs[i + 1]!));
  const body = [
    "<h1>Where peer-to-peer programs connect</h1>",
    `<p><a href="latest/index.html">The latest report</a>, with the packets of every cell.</p>`,
    "<h2>History</h2>",
    "<p>Of the situations in which theory allows a direct path, in how many each system has one.</p>",
    scoreTable(runs),
    ...changes,
  ];
  return page("Compatibility reports", body.join("\n"));
}

function scoreTable(runs: readonly StoredRun[]): string {
  const names = [...new Set(runs.flatMap(({ report }) => report.systems.map(({ name }) => name)))];
  const rows = runs.map(({ name, report }) => {
    const cells = compatCells(report);
    const scores = names.map((system) => {
      const facts = report.systems.find((one) => one.name === system);
      if (facts === undefined) return "";
      const { direct, possible } = scoreOf(system, cells);
      return `${direct} of ${possible}<br><span class="quiet">${text(facts.version)}</span>`;
    });
    return [`<a class="keep" href="runs/${text(name)}/index.html">${text(name)}</a>`, ...scores];
  });
  return plainTable(["run", ...names], rows);
}

function changesOf(run: StoredRun, before: StoredRun): string {
  const { changes, unmatched } = diffCompat(before.report, run.report);
  const alone = unmatched.length > 0 ? `<p>${unmatched.length} cells are in one of the two only.</p>` : "";
  const body = changes.length === 0 ? "<p>No cell of both runs has changed.</p>" : plainTable(["change", "system", "situation", "before", "after", "why"], changes.map((change) => changeRow(change, run.report))); // prettier-ignore
  return `<h2 id="${text(run.name)}">${text(run.name)} after ${text(before.name)}</h2><p class="quiet">${madeBy(run.report)}</p>${body}${alone}`;
}

function changeRow({ is, system, situation, before, after, why }: CellChange, { situations }: CompatReport): string[] {
  const facts = situations.find(({ name }) => name === situation);
  const where = facts === undefined ? situation : `${facts.row} and ${facts.column}`;
  return [is, ...[system, where, verdictWords[before].word, verdictWords[after].word, why].map(text)];
}
