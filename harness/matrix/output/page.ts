import { secondsText } from "../../expect/wording.ts";
import { pageOf } from "../../report/page/document.ts";
import { chip, factList, figure, plainTable } from "../../report/page/elements.ts";
import { baseStyle, runStyle } from "../../report/page/style.ts";
import { gridsOf } from "./grid.ts";
import { escaped, gridSvg } from "./grid-svg.ts";
import { expectedElsewhere } from "./markdown.ts";
import type { CellResult, MatrixReport } from "./json.ts";
import { isUnexplained, differentElsewhere, asPredictedText, matrixExitCode, renderCounts, renderMatrixSummary } from "./summary.ts"; // prettier-ignore

/** A self-contained page. Every square leads to its evidence. */
export function matrixPage(report: MatrixReport): string {
  const { plan, machine, tool, started, duration, cells, systems = [] } = report;
  const { loss, delay, link, pool, repetitions } = plan;
  const links = [
    loss > 0 && `loss ${loss * 100} %`,
    delay > 0 && `delay ${delay} ms`,
    link !== undefined && escaped(link),
    pool > 1 && `${pool} addresses per NAT`,
  ];
  const facts = factList(
    [
      ["programs", escaped(systems.join(", "))],
      ["world", plan.world === "lab" ? "laboratory: real programs, packets and NATs" : "simulation"],
      ["seed", `<code>${plan.seed.toString(16)}</code>`],
      ["links", links.filter((one) => one !== false).join(", ")],
      ["repeated", repetitions === undefined ? undefined : `${repetitions} times`],
      ["machine", escaped([`Linux ${machine.kernel}`, ...(machine.nft === undefined ? [] : [`nft ${machine.nft}`]), `node ${machine.node}`, `${tool.name} ${tool.version}`].join(" · "))],
      ["started", `${escaped(started)}, took ${secondsText(duration)}`],
    ],
    "run",
  ); // prettier-ignore
  const body = `<header>
<h1>Matrix ${escaped(plan.set)} ${chip(verdictOf(report))}</h1>
<p class="lead">${escaped(renderCounts(report))}</p>
<p class="tally">${escaped(renderMatrixSummary(report)).replaceAll("\n", "<br>")}</p>
${facts}
</header>
<main>
${gridsOf(cells)
  .map((grid) => figure(`grid ${grid.title}`, gridSvg(grid), legend))
  .join("\n")}
${table("Not as predicted", cells.filter(isUnexplained), ({ why = "" }) => why)}
${table("Other suites expect another path", differentElsewhere(report), expectedElsewhere)}
${table("All pairs", cells, ({ because, saw }) => `${because}. ${saw}`)}
</main>`;
  return pageOf({ title: `Matrix ${plan.set}`, body, style: { inside: baseStyle + runStyle } });
}

const legend =
  "Rows: the NAT in front of alice; columns: in front of bob. D direct, R relayed, d and r by chance, ! not as predicted, ≠ repetitions differ, ? inconclusive. Each square links to its evidence.";

const verdictOf = (report: MatrixReport): string =>
  ({ 0: "pass", 1: "fail", 2: "inconclusive" })[matrixExitCode(report)] ?? "unsupported";

function table(title: string, cells: readonly CellResult[], tell: (cell: CellResult) => string): string {
  if (cells.length === 0) return "";
  const rows = cells.map((cell) => {
    const name =
      cell.evidence === undefined
        ? escaped(cell.name)
        : `<a href="${escaped(cell.evidence)}/index.html">${escaped(cell.name)}</a>`;
    // Before and after the story, which usually agree.
    const proofs = new Set(cell.proofs.map(({ router, differences }) => `${router} ${differences.join(", ") || "✔"}`));
    const words = [cell.predicted, cell.observed, cell.is].map((text) => `<span class="keep">${escaped(text)}</span>`);
    return [name, ...words, escaped([tell(cell), asPredictedText(cell)].join("")), escaped([...proofs].join(" · "))];
  });
  const id = title.toLowerCase().replaceAll(" ", "-");
  const heads = ["pair", "predicted", "observed", "is", "because", "NATs measured"];
  return `<h2 id="${id}"><a href="#${id}">${title}</a></h2>${plainTable(heads, rows)}`;
}
