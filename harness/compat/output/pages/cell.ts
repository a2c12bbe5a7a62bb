import { asTyped } from "../../../../src/base/as-typed.ts";
import { secondsText } from "../../../expect/wording.ts";
import { escapeMarkup as text } from "../../../report/junit.ts";
import { ladderSvg } from "../../../report/page/svg/ladder.ts";
import { topologySvg } from "../../../report/page/svg/topology.ts";
import type { CaseReport } from "../../../report/run-json.ts";
import type { CompatCell } from "../../cell.ts";
import type { CompatReport, CompatTrial } from "../../json.ts";
import { figure, plainTable } from "../../../report/page/elements.ts";
import { box, page, shareText } from "./html.ts";
import { systemPagePath } from "../paths.ts";

/** Tunable: what a page shows of the datagrams; enough to see how a path was found. */
const tuned = { rows: 36 } as const;

/** One repetition, and what its case report says; undefined = its evidence is gone. */
export interface ShownTrial {
  readonly trial: CompatTrial;
  readonly shown: CaseReport | undefined;
}

/** Everything about one system in one situation, with the packets of one repetition for each outcome. */
export function cellPage(report: CompatReport, cell: CompatCell, evidence: readonly ShownTrial[]): string {
  const { row, column, predicted, because, clause } = cell.situation;
  const version = report.systems.find(({ name }) => name === cell.system)?.version ?? "";
  const title = `${cell.system} ${version}: ${row} and ${column}`;
  const theory = [`Theory says ${predicted}`, ...(cell.why.includes(because) ? [] : [because])].join(": ");
  const body = [
    `<p><a href="../../index.html">All systems</a> › <a href="../../${text(systemPagePath(cell.system))}#${text(cell.situation.name)}">${text(cell.system)}</a></p>`,
    `<h1>${text(title)}</h1>`,
    `<p>${box(cell, "#repetitions", "word")} ${text(cell.why)}</p>`,
    `<p class="quiet">${text(theory)}${clause === undefined ? "" : ` (${text(clause)})`}.</p>`,
    `<h2 id="repetitions">Repetitions</h2><p>${text(shareText(cell))}</p>`,
    repetitions(cell),
    ...evidence.map(packets),
    again(report, cell),
  ];
  return page(title, body.join("\n"), "../../style.css");
}

const columns = ["repetition", "outcome", "what was seen", "first answer", "first direct", "recovery", "round trip", "loss", "throughput", "NATs"]; // prettier-ignore

const repetitions = ({ trials }: CompatCell): string =>
  plainTable(
    columns,
    trials.map((trial) => [
      String(trial.repetition),
      trial.outcome,
      text([trial.saw, ...(trial.trouble === undefined ? [] : [trial.trouble])].join("; ")),
      ...[trial.firstAnswer, trial.firstDirect, trial.recovery].map((time) => (time === undefined ? "" : secondsText(time))),
      text(trial.latency ?? ""),
      text(trial.loss ?? ""),
      text(trial.throughput ?? ""),
      trial.proven ? "as declared, before and after" : "not proven",
    ]),
  ); // prettier-ignore

function packets({ trial, shown }: ShownTrial): string {
  const title = `<h2>Packets of repetition ${trial.repetition}: ${trial.outcome}</h2>`;
  if (shown === undefined) return `${title}<p>The evidence of this repetition is missing.</p>`;
  const parts = [
    title,
    figure("the network", topologySvg(shown)),
    shown.paths.length > 0 &&
      `<h3>Pings</h3><p class="quiet">Lost are also those that were sent while the laboratory cut the direct path, to see whether they stop.</p>${plainTable(["from", "to", "direct", "relayed", "unknown", "lost", "first direct"], shown.paths.map(pings))}`,
    shown.proofs.length > 0 &&
      `<h3>NATs, measured</h3>${plainTable(["router", "declared", "measured"], shown.proofs.map(proof))}`,
    shown.ladder.rows.length > 0 && datagrams(shown),
  ];
  return parts.filter((part) => part !== false).join("\n");
}

function datagrams({ ladder: { columns, rows }, bindings }: CaseReport): string {
  const more = rows.length > tuned.rows ? ` ${rows.length - tuned.rows} later kinds of datagram are not shown.` : "";
  const legend = `Seconds since the story began. Equal datagrams share a row; ✘ = refused or lost there. On a router's line: what it remembered, from where that was made to its last use. The note names the first one's frame in that node's capture.${more}`;
  return `<h3>Datagrams</h3><p class="quiet">${legend}</p>${figure("the datagrams", ladderSvg({ columns, rows: rows.slice(0, tuned.rows) }, { ...(bindings && { bindings }) }))}`;
}

const pings = ({ from, to, direct, relayed, unknown, lost, directSince }: CaseReport["paths"][number]): string[] => [
  ...[from, to, direct, relayed, unknown, lost].map((one) => text(String(one))),
  directSince === undefined ? "" : secondsText(directSince),
];

const proof = ({ router, when, declared, measured, differences }: CaseReport["proofs"][number]): string[] => [
  text(when === "after" ? `${router}, after` : router),
  text(declared),
  text(
    [
      ...Object.entries(measured).map(([name, value]) => `${name} ${value}`),
      ...(differences.length > 0 ? [`differs: ${differences.join("; ")}`] : []),
    ].join(", "),
  ),
];

function again({ plan }: CompatReport, { system, situation, trials }: CompatCell): string {
  const evidence = trials.find((one) => one.evidence !== undefined)?.evidence;
  const lines = [
    ["again", asTyped(`npm run compat -- --system ${system} --situation ${situation.name} --repeat 1 --seed ${plan.seed.toString(16)}`)],
    ...(evidence === undefined
      ? []
      : [
          ["packets", `${evidence}/cases/${situation.name}/capture/, in the folder of a run`],
          ["judge", asTyped(`npm run judge -- FOLDER/${evidence}/cases/${situation.name}`)],
        ]),
  ]; // prettier-ignore
  return `<h2>Repeat it</h2><dl>${lines.map(([name, value]) => `<dt>${name}</dt><dd><code>${text(value!)}</code></dd>`).join("")}</dl>`;
}
