import { alignColumns } from "./columns.ts";
import { renderLadder } from "../ladder/ladder.ts";
import { laboratoryText } from "./laboratory.ts";
import { nextSteps } from "./next-steps.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import type { Style } from "./style.ts";
import { paintVerdict } from "./report.ts";
import { whyItFailed } from "./why.ts";
import { wrapped } from "./wrap.ts";

/** Tunable: the first datagrams show what went wrong; the whole ladder is in ladder.md. */
const tuned = { ladderRows: 14, logLines: 6 } as const;

/** Column of the text beside a label. */
const factIndent = 14;

/** Where a failure is shown. */
export interface FailurePlace {
  /** Of the run, not `latest`, which moves: `reports/runs/…`. */
  readonly folder: string;
  /** Of the terminal; absent = unlimited. */
  readonly width?: number | undefined;
}

/** The details of a case that did not pass: what was expected, where it stopped, its packets, and what to do next. */
export function renderFailure(
  run: RunReport,
  caseReport: CaseReport,
  style: Style,
  { folder, width }: FailurePlace,
): string {
  const title = caseReport.verdict === "fail" ? "FAIL" : caseReport.verdict.toUpperCase();
  const label = (text: string): string => style.dim(text.padEnd(10));
  const beside = width === undefined ? undefined : width - factIndent;
  const fact = ([name, text]: readonly [string, string]): string => {
    const [first = "", ...more] = wrapped(stationed(text, beside), beside);
    return [`  ${label(name)}  ${first}`, ...more.map((line) => " ".repeat(factIndent) + line)].join("\n");
  };
  const ladder = renderLadder(
    { ...caseReport.ladder, rows: caseReport.ladder.rows.slice(0, tuned.ladderRows) },
    style,
    width,
  );
  return [
    `${paintVerdict(caseReport.verdict, style)(title)}  ${style.bold(`${run.scenario} / ${caseReport.name}`)}`,
    "",
    ...storyOf(caseReport).map(fact),
    ...(caseReport.ladder.rows.length > 0 ? ["", ladder] : []),
    "",
    ...alignColumns(
      caseReport.logs.flatMap((log) => logRows(log, style)),
      { width },
    ),
    ...caseReport.findings.map(({ what }) => fact(["finding", what])),
    ...nextSteps(run, caseReport, folder).map(({ name, command, note }) => {
      return `  ${label(name)}  ${command}${note === undefined ? "" : `      (${note})`}`;
    }),
  ].join("\n");
}

/** Stations of a way, three spaces apart, get a line each where they do not fit into one. */
const stationed = (text: string, width = Infinity): string =>
  text.length > width ? text.replaceAll(/ {3}(?=[✔✘·])/g, "\n") : text;

function storyOf(caseReport: CaseReport): (readonly [string, string])[] {
  if (caseReport.failure === undefined) return [["why", caseReport.why ?? ""], ["the lab", laboratoryText(caseReport)]]; // prettier-ignore
  const { expected, observed, stoppedAt } = caseReport.failure;
  const why = whyItFailed(caseReport);
  return [
    ["expected", expected],
    ["observed", observed],
    ["stopped at", stoppedAt],
    ...(why === undefined ? [] : [["why", why] as const]),
    ["the lab", laboratoryText(caseReport)],
  ];
}

function logRows({ node, program, tail }: CaseReport["logs"][number], style: Style): { text: string }[][] {
  return tail
    .slice(-tuned.logLines)
    .map((line, i) => [{ text: i === 0 ? style.dim(`${node}.${program}`) : "" }, { text: line }]);
}
