import { secondsText } from "../../expect/wording.ts";
import { alignColumns, type TextCell } from "./columns.ts";
import { asAskedText, linkText, worstLink } from "./measured.ts";
import { notMeasuredLines } from "../not-measured.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import type { Style } from "./style.ts";
import { wrapped } from "./wrap.ts";

/** The verdict table, and below it what was measured and asked for. `width`: of a terminal; absent = unlimited. */
export function renderTable(run: RunReport, style: Style, width?: number): string {
  const { a = "a", b = "b" } = run.cases[0] ?? {};
  const titles = ["case", `${a} ⇄ ${b}`, "expected", "observed", "because", "verdict"];
  const head = titles.map((text) => ({ text, paint: (one: string) => style.dim(one) }));
  const lines = alignColumns([head, ...run.cases.map((caseReport) => tableRow(caseReport, style))], {
    width,
    titled: true,
  });
  const measured = alignColumns(
    run.cases.flatMap((caseReport) => measuredRow(caseReport, style)),
    { width },
  );
  const open = notMeasuredLines(run.cases).flatMap((line) =>
    wrapped(line, width === undefined ? undefined : width - 2),
  );
  const dimmed = open.map((line) => `  ${style.dim(line)}`);
  return [...lines, ...[measured, dimmed].flatMap((one) => (one.length > 0 ? ["", ...one] : []))].join("\n");
}

/**
 * `scenarios: 3 passed, 1 failed, 0 skipped`: the closing line that CI reads, over all cases of all runs of a command.
 * Inconclusive cases, and those that an interruption cut off, are counted and named on lines before it. Several runs
 * have a line each.
 */
export function renderSummary(runs: readonly RunReport[]): string {
  const [first, ...more] = runs;
  if (first !== undefined && more.length === 0) return unfinishedLine(runs) + counted(first.cases, ({ name }) => name);
  const each = runs.map((run) => [{ text: run.scenario }, { text: `${tally(run.cases)}${undecided(run.cases)}` }]);
  return ["", ...alignColumns(each), closingLines(runs)].join("\n");
}

/** The closing line of several runs together, after lines that name what is unfinished or inconclusive. */
export function closingLines(runs: readonly RunReport[]): string {
  const all = runs.flatMap((run) =>
    run.cases.map((caseReport) => ({ ...caseReport, name: `${run.scenario}/${caseReport.name}` })),
  );
  return unfinishedLine(runs) + counted(all, ({ name }) => name);
}

function unfinishedLine(runs: readonly RunReport[]): string {
  const unfinished = runs.flatMap((run) => run.unfinished ?? []);
  return unfinished.length > 0 ? `unfinished: ${unfinished.length}: ${unfinished.join(", ")}\n` : "";
}

/** "5 passed, 0 failed, 0 skipped" */
export const summaryCounts = (runs: readonly RunReport[]): string => tally(runs.flatMap(({ cases }) => cases));

function counted(cases: readonly CaseReport[], nameOf: (caseReport: CaseReport) => string): string {
  const inconclusive = cases.filter((caseReport) => caseReport.verdict === "inconclusive").map(nameOf);
  const before =
    inconclusive.length > 0
      ? `inconclusive: ${inconclusive.length} of ${cases.length}: ${inconclusive.join(", ")}\n`
      : "";
  return `${before}scenarios: ${tally(cases)}`;
}

function undecided(cases: readonly CaseReport[]): string {
  const count = cases.filter((caseReport) => caseReport.verdict === "inconclusive").length;
  return count > 0 ? `, ${count} inconclusive` : "";
}

function tally(cases: readonly CaseReport[]): string {
  const verdicts = ["pass", "fail", "unsupported"] as const;
  const [passed, failed, skipped] = verdicts.map(
    (verdict) => cases.filter((caseReport) => caseReport.verdict === verdict).length,
  );
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Whether the verdict needs more explanation than its row in the table. */
export const isExplained = ({ verdict }: CaseReport): boolean => verdict === "fail" || verdict === "inconclusive";

export function paintVerdict(verdict: CaseReport["verdict"], style: Style): (text: string) => string {
  const paints = { pass: "green", fail: "red", inconclusive: "yellow", unsupported: "dim" } as const;
  return (text) => style[paints[verdict]](text);
}

function tableRow(caseReport: CaseReport, style: Style): TextCell[] {
  const asExpected = caseReport.expectedPath === "either" || caseReport.observedPath === caseReport.expectedPath;
  return [
    { text: caseReport.name, paint: (text) => style.bold(text) },
    { text: `${caseReport.nats.a} ⇄ ${caseReport.nats.b}` },
    { text: caseReport.expectedPath },
    { text: caseReport.observedPath, paint: (text) => (asExpected ? text : style.yellow(text)) },
    { text: caseReport.failure?.observed ?? caseReport.why ?? caseReport.because },
    { text: caseReport.verdict, paint: paintVerdict(caseReport.verdict, style) },
  ];
}

/** What the latency and loss claims observed, and the link furthest from what was asked for. */
function measuredRow(caseReport: CaseReport, style: Style): TextCell[][] {
  const worst = worstLink(caseReport.links);
  const observed = (kind: CaseReport["claims"][number]["kind"], title: string): string[] =>
    caseReport.claims.filter((claim) => claim.kind === kind).map((claim) => `${title}: ${claim.observed}`);
  const recovered = observed("recovery", "recovery");
  const parts = [
    ...recovered,
    ...observed("latency", "round trip"),
    ...observed("loss", "loss"),
    ...(caseReport.claims.some(({ kind, is }) => kind === "links" && is === "met")
      ? [`links: ${asAskedText(caseReport.links)}`]
      : []),
    ...observed("throughput", "throughput"),
    ...(worst ? [linkText(worst)] : []),
  ];
  if (parts.length === 0) return [];
  const dim = (text: string): string => style.dim(text);
  const again = caseReport.attempts === undefined ? "" : ", tried again alone";
  const cells = [caseReport.name, `${secondsText(caseReport.duration)}${again}`, ...parts];
  return [cells.map((text) => ({ text, paint: dim }))];
}
