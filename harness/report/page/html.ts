import { secondsText } from "../../expect/wording.ts";
import { escapeXml as text } from "../junit.ts";
import { linkText } from "../measured-text.ts";
import { pageStyle } from "./style.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { ladderSvg } from "./svg-ladder.ts";
import { topologySvg } from "./svg-topology.ts";
import { renderSummary } from "../text.ts";

/** One self-contained page that shows a run: open it from a disk, a CI artifact or a mail. */
export function runPage(run: RunReport): string {
  const { kernel, nft, node } = run.machine;
  const made = [`${run.tool.name} ${run.tool.version}`, run.world, kernel, nft && `nft ${nft}`, `node ${node}`, `seed ${run.seed.toString(16)}`, run.started]; // prettier-ignore
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(run.scenario)}</title>
<style>${pageStyle}</style></head>
<body>
<h1>${text(run.scenario)}</h1>
<p>${text(run.claim)}</p>
<p class="quiet">${made
    .filter((it) => it !== undefined && it !== "")
    .map((it) => text(it!))
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
  const rows = run.cases.map((it) => [
    `<a class="keep" href="#${text(it.name)}">${text(it.name)}</a>`,
    `${text(it.nats.a)} ⇄ ${text(it.nats.b)}`,
    it.expectedPath,
    it.observedPath,
    text(it.failure?.observed ?? it.why ?? it.because),
    marked(it.verdict),
  ]);
  return table(["case", text(`${a} ⇄ ${b}`), "expected", "observed", "because", "verdict"], rows);
}

function caseSection(it: CaseReport): string {
  const parts = [
    `<h2 id="${text(it.name)}">${text(it.name)}: ${marked(it.verdict)}</h2>`,
    it.failure &&
      `<p>expected ${text(it.failure.expected)}<br>observed ${text(it.failure.observed)}<br>stopped at ${text(it.failure.stoppedAt)}</p>`,
    it.why !== undefined && `<p>${text(it.why)}</p>`,
    `<div class="wide">${topologySvg(it)}</div>`,
    section("Claims", it.claims.length > 0 && claimsTable(it)),
    section("Pings", it.paths.length > 0 && pathsTable(it)),
    section("Links", it.links.length > 0 && list(it.links.map(linkText))),
    section("NATs, measured", it.proofs.length > 0 && proofsTable(it)),
    section("Findings", it.findings.length > 0 && list(it.findings.map(({ what }) => what))),
    section("Packets", it.ladder.rows.length > 0 && `<div class="wide">${ladderSvg(it.ladder)}</div>`),
    section("Logs", it.logs.length > 0 && it.logs.map(logText).join("")),
    it.folder !== undefined && `<p class="quiet">evidence: <a href="${text(it.folder)}/">${text(it.folder)}</a></p>`,
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
    paths.map((it) => [
      ...[
        text(it.from),
        text(it.to),
        it.direct,
        `${it.relayed}${it.relay ? ` via ${text(it.relay)}` : ""}`,
        it.unknown,
        it.lost,
      ].map(String),
      it.directSince === undefined ? "" : secondsText(it.directSince),
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

const list = (items: readonly string[]): string => `<ul>${items.map((it) => `<li>${text(it)}</li>`).join("")}</ul>`;

/** Cells are HTML already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((it) => `<${tag}>${it}</${tag}>`).join("")}</tr>`;
  return `<table>${cells("th", head)}${rows.map((row) => cells("td", row)).join("")}</table>`;
}
