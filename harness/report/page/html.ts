import { secondsText } from "../../expect/wording.ts";
import { escapeMarkup as text } from "../junit.ts";
import { diagnosisText } from "../text/diagnosis.ts";
import { linkText } from "../text/measured.ts";
import { pageStyle } from "./style.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { ladderSvg } from "./svg-ladder.ts";
import { topologySvg } from "./svg-topology.ts";
import { systemSentence, systemsText } from "../systems.ts";
import { renderSummary } from "../text/report.ts";

/** One self-contained page that shows a run; it opens from a disk, a CI artifact or a mail. */
export function runPage(run: RunReport): string {
  const { kernel, nft, node } = run.machine;
  const made = [`${run.tool.name} ${run.tool.version}`, ...systemsText(run), run.world, kernel, nft && `nft ${nft}`, `node ${node}`, `seed ${run.seed.toString(16)}`, ...(run.flags ?? []), run.started]; // prettier-ignore
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(run.scenario)}</title>
<style>${pageStyle}</style></head>
<body>
<h1>${text(run.scenario)}</h1>
<p>${text(run.claim)}</p>
<p class="quiet">${made
    .filter((text) => text !== undefined && text !== "")
    .map((name) => text(name!))
    .join(" · ")}</p>
${verdictTable(run)}
<p>${renderSummary([run]).split("\n").map(text).join("<br>")} in ${secondsText(run.duration)}</p>
${run.cases.map(caseSection).join("\n")}
</body>
</html>
`;
}

function verdictTable(run: RunReport): string {
  const { a = "a", b = "b" } = run.cases[0] ?? {};
  const rows = run.cases.map((caseReport) => [
    `<a class="keep" href="#${text(caseReport.name)}">${text(caseReport.name)}</a>`,
    `${text(caseReport.nats.a)} ⇄ ${text(caseReport.nats.b)}`,
    caseReport.expectedPath,
    caseReport.observedPath,
    text(caseReport.failure?.observed ?? caseReport.why ?? caseReport.because),
    marked(caseReport.verdict),
  ]);
  return table(["case", text(`${a} ⇄ ${b}`), "expected", "observed", "because", "verdict"], rows);
}

function caseSection(caseReport: CaseReport): string {
  const diagnosis = diagnosisText(caseReport);
  const parts = [
    `<h2 id="${text(caseReport.name)}">${text(caseReport.name)}: ${marked(caseReport.verdict)}</h2>`,
    caseReport.failure &&
      `<p>expected ${text(caseReport.failure.expected)}<br>observed ${text(caseReport.failure.observed)}<br>stopped at ${text(caseReport.failure.stoppedAt)}</p>`,
    caseReport.why !== undefined && `<p>${text(caseReport.why)}</p>`,
    diagnosis !== undefined &&
      `<p>No direct path: ${text(diagnosis)}<br><span class="quiet">${text(caseReport.diagnosis!.refs.map(refText).join(" · "))}</span></p>`,
    `<div class="wide">${topologySvg(caseReport)}</div>`,
    section("Programs", (caseReport.systems ?? []).length > 0 && list(caseReport.systems!.map(systemSentence))),
    section("Claims", caseReport.claims.length > 0 && claimsTable(caseReport)),
    section("Pings", caseReport.paths.length > 0 && pathsTable(caseReport)),
    section("Links", caseReport.links.length > 0 && list(caseReport.links.map(linkText))),
    section("NATs, measured", caseReport.proofs.length > 0 && proofsTable(caseReport)),
    section("Findings", caseReport.findings.length > 0 && list(caseReport.findings.map(({ what }) => what))),
    section("Packets", caseReport.ladder.rows.length > 0 && `<div class="wide">${ladderSvg(caseReport.ladder)}</div>`),
    section("Logs", caseReport.logs.length > 0 && caseReport.logs.map(logText).join("")),
    caseReport.folder !== undefined &&
      `<p class="quiet">evidence: <a href="${text(caseReport.folder)}/">${text(caseReport.folder)}</a></p>`,
  ];
  return `<section>${parts.filter((part) => part !== false && part !== undefined).join("\n")}</section>`;
}

function claimsTable({ claims }: CaseReport): string {
  const rows = claims.map(({ expected, is, observed, stoppedAt, from, metAt, refs }) => [
    text(expected),
    marked(is),
    text(stoppedAt === undefined ? observed : `${observed}; ${stoppedAt}`),
    metAt === undefined ? "" : secondsText(metAt - from),
    text(refs.map(refText).join(" · ")),
  ]);
  return table(["claim", "judged", "observed", "took", "frames"], rows);
}

const pathsTable = ({ paths }: CaseReport): string =>
  table(
    ["from", "to", "direct", "relayed", "unknown", "lost", "first direct"],
    paths.map((path) => [
      ...[
        text(path.from),
        text(path.to),
        path.direct,
        `${path.relayed}${path.relay ? ` via ${text(path.relay)}` : ""}`,
        path.unknown,
        path.lost,
      ].map(String),
      path.directSince === undefined ? "" : secondsText(path.directSince),
    ]),
  );

function proofsTable({ proofs }: CaseReport): string {
  const rows = proofs.map(({ router, when, declared, measured, differences, unmeasured = [], observations }) => [
    text(when === "after" ? `${router}, after` : router),
    text(declared),
    text(
      Object.entries(measured)
        .map(([name, value]) => `${spaced(name)} ${value}`)
        .join(", "),
    ),
    differences.length === 0
      ? `<span class="pass keep">as declared</span>${unmeasured.length > 0 ? text(`; not measured: ${unmeasured.join(", ")}`) : ""}`
      : `<span class="fail">${text(differences.join("; "))}</span>`,
    `<details><summary>${observations.length} probes</summary>${list(observations)}</details>`,
  ]);
  return table(["router", "declared", "measured", "", "observations"], rows);
}

const refText = ({ node, frames, line }: CaseReport["refs"][number]): string =>
  `${node}${frames ? ` #${frames.join(", #")}` : ""}${line === undefined ? "" : ` line ${line}`}`;

const logText = ({ node, program, tail }: CaseReport["logs"][number]): string =>
  `<details><summary>${text(program)} on ${text(node)}</summary><pre>${text(tail.join("\n"))}</pre></details>`;

const section = (title: string, body: string | false): string | false => body !== false && `<h3>${title}</h3>${body}`;

/** `earlyInbound` → `early inbound` */
const spaced = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const marked = (word: string): string => `<span class="${word}">${word}</span>`;

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${text(item)}</li>`).join("")}</ul>`;

/** Cells are HTML. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((text) => `<${tag}>${text}</${tag}>`).join("")}</tr>`;
  return `<table>${cells("th", head)}${rows.map((row) => cells("td", row)).join("")}</table>`;
}
