import { asTyped } from "../../../src/base/as-typed.ts";
import { alignColumns } from "./columns.ts";
import { diagnosisText } from "./diagnosis.ts";
import { renderLadder } from "../ladder/ladder.ts";
import { linkText } from "./measured.ts";
import { notMeasuredIn } from "../not-measured.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import type { Style } from "./style.ts";
import { paintVerdict } from "./report.ts";
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
    const [first = "", ...more] = wrapped(text, beside);
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
    ...nextSteps(run, caseReport, folder).map(([name, text]) => `  ${label(name)}  ${text}`),
  ].join("\n");
}

function storyOf(caseReport: CaseReport): (readonly [string, string])[] {
  if (caseReport.failure === undefined) return [["why", caseReport.why ?? ""], ["the lab", laboratoryText(caseReport)]]; // prettier-ignore
  const { expected, observed, stoppedAt } = caseReport.failure;
  const diagnosis = diagnosisText(caseReport);
  return [
    ["expected", expected],
    ["observed", observed],
    ["stopped at", stoppedAt],
    ...(diagnosis === undefined ? [] : [["why", diagnosis] as const]),
    ["the lab", laboratoryText(caseReport)],
  ];
}

/** Why the laboratory can be trusted, or why not. */
function laboratoryText({ proofs, captures, links }: CaseReport): string {
  const dropped = captures.filter((capture) => capture.dropped > 0);
  const wrong = proofs.filter((proof) => proof.differences.length > 0);
  const troubles = [
    ...wrong.map(
      (one) =>
        `${one.router} is${one.when === "after" ? ", after the story," : ""} not ${one.declared}: ${one.differences.join(", ")}`,
    ),
    ...dropped.map((one) => `the capture of ${one.node} lost ${one.dropped} packets`),
  ];
  if (troubles.length > 0) return troubles.join("; ");
  if (captures.length === 0) return "no evidence was collected";
  const nats = new Set(proofs.map((proof) => proof.router)).size;
  const open = notMeasuredIn({ proofs });
  const but = open.length > 0 ? ` (not measured: ${open.join(", ")})` : "";
  const proven = nats > 0 ? `${nats} NATs measured as declared${but}, ` : "";
  const measured = links.filter((link) => link.p50 !== null).map(linkText);
  return [`sound: ${proven}0 packets lost by ${captures.length} captures`, ...measured].join("\n");
}

function logRows({ node, program, tail }: CaseReport["logs"][number], style: Style): { text: string }[][] {
  return tail
    .slice(-tuned.logLines)
    .map((line, i) => [{ text: i === 0 ? style.dim(`${node}.${program}`) : "" }, { text: line }]);
}

/** What runs one case again as it was. */
export function repeatCommand(run: RunReport, { name }: CaseReport): string {
  const flags = [...(run.world === "sim" ? ["--world sim"] : []), ...(run.flags ?? [])]
    .map((flag) => ` ${flag}`)
    .join("");
  return asTyped(`npm run scenario ${run.scenario} -- --case ${name} --seed ${run.seed.toString(16)}${flags}`);
}

function nextSteps(run: RunReport, caseReport: CaseReport, runFolder: string): (readonly [string, string])[] {
  const again = ["again", repeatCommand(run, caseReport)] as const;
  if (caseReport.folder === undefined) return [again];
  const folder = `${runFolder}/${caseReport.folder}`;
  const byHand = ["by hand", `sudo sh ${folder}/lab.sh up      (then: shell ${caseReport.a}, down)`] as const;
  return [
    again,
    ...(run.world === "lab" ? [byHand] : []),
    ...packetsOf(caseReport).map((text) => ["packets", `wireshark ${folder}/${text}`] as const),
    ["judge", asTyped(`npm run judge ${runFolder}`) + "      (same evidence, no lab, no root)"],
  ];
}

/** Those of the diagnosis first: they show most. */
function packetsOf({ refs, diagnosis }: CaseReport): string[] {
  const all = [...(diagnosis?.refs ?? []), ...refs];
  const each = all.filter(({ node }, i) => all.findIndex((ref) => ref.node === node) === i);
  return each.slice(0, 4).map(({ node, frames }) => {
    return `capture/${node}.pcap${frames?.length ? `      (frames ${frames.join(", ")})` : ""}`;
  });
}
