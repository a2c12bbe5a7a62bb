import { alignColumns, type TextCell } from "../../report/text/columns.ts";
import type { Style } from "../../report/text/style.ts";
import { compatCells, type CellVerdict } from "../cell.ts";
import type { CellChange } from "../diff.ts";
import type { CompatReport } from "../json.ts";
import { scoreOf, scoreText } from "../score.ts";
import { verdictWords } from "./words.ts";

/** One row per situation, one column per system, and the scores. */
export function renderCompat(report: CompatReport, style: Style, width?: number): string {
  const cells = compatCells(report);
  const names = report.systems.map(({ name }) => name);
  const head: TextCell[] = ["", "predicted", ...names].map((text) => ({
    text,
    paint: (one: string) => style.dim(one),
  }));
  const rows = report.situations.map((situation): TextCell[] => [
    { text: `${situation.row} ⇄ ${situation.column}` },
    { text: situation.predicted },
    ...names.map((system): TextCell => {
      const cell = cells.find((one) => one.system === system && one.situation.name === situation.name)!;
      return { text: verdictWords[cell.verdict].word, paint: (one) => paint(cell.verdict, style)(one) };
    }),
  ]);
  const scores: TextCell[] = [{ text: "" }, { text: "" }, ...names.map((name): TextCell => ({ text: scoreText(scoreOf(name, cells)) }))]; // prettier-ignore
  const missing = Object.entries(report.missing).map(([name, why]) => `  not tested: ${name}: ${why}`);
  return [
    ...alignColumns([head, ...rows, scores], { width, titled: true }),
    ...(missing.length > 0 ? ["", ...missing] : []),
  ].join("\n");
}

/** The closing line, which CI reads. */
export function renderCompatSummary({ trials, missing }: CompatReport): string {
  const count = (outcome: string) => trials.filter((one) => one.outcome === outcome).length;
  const kinds = ["direct", "half-direct", "relayed", "none", "inconclusive", "unsupported"].filter(
    (kind) => count(kind) > 0,
  );
  const absent = Object.keys(missing).length;
  return `compat: ${trials.length} trials: ${kinds.map((kind) => `${count(kind)} ${kind}`).join(", ")}${absent > 0 ? `; ${absent} systems not tested` : ""}`;
}

export function renderChanges(changes: readonly CellChange[], unmatched: readonly string[], style: Style): string {
  const lines = changes.map(({ is, system, situation, before, after, why }) => {
    const padded = is.padEnd(9);
    const mark = is === "worse" ? style.red(padded) : is === "better" ? style.green(padded) : style.yellow(padded);
    return `${mark} ${system}  ${situation}: ${verdictWords[before].word} → ${verdictWords[after].word}\n          ${why}`;
  });
  const alone = unmatched.length > 0 ? [`${unmatched.length} cells are in one of the two reports only`] : [];
  return [...(lines.length > 0 ? lines : ["no change in the cells that both reports have"]), ...alone].join("\n");
}

function paint(verdict: CellVerdict, style: Style): (text: string) => string {
  if (verdict === "direct") return (text) => style.green(text);
  if (verdict === "none") return (text) => style.red(text);
  return verdict === "relayed" ? (text) => style.cyan(text) : (text) => style.yellow(text);
}
