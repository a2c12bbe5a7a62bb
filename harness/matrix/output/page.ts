import { secondsText } from "../../expect/wording.ts";
import { pageStyle } from "../../report/page/style.ts";
import { gridsOf } from "./grid.ts";
import { escaped, gridSvg } from "./grid-svg.ts";
import { expectedElsewhere } from "./markdown.ts";
import type { CellResult, MatrixReport } from "./json.ts";
import { isUnexplained, differentElsewhere, asPredictedText, renderCounts, renderMatrixSummary } from "./summary.ts";

/** A self-contained page without scripts. */
export function matrixPage(report: MatrixReport): string {
  const { plan, machine, tool, started, duration, cells } = report;
  const made = [`${tool.name} ${tool.version}`, `Linux ${machine.kernel}`, `seed ${plan.seed.toString(16)}`, started];
  if (plan.loss > 0) made.push(`loss ${plan.loss * 100} %`);
  if (plan.delay > 0) made.push(`delay ${plan.delay} ms`);
  if (plan.pool > 1) made.push(`${plan.pool} addresses per NAT`);
  if (plan.repetitions !== undefined) made.push(`${plan.repetitions} repetitions`);
  const unexplained = cells.filter(isUnexplained);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Matrix ${escaped(plan.set)}</title>
<style>${pageStyle}</style></head>
<body>
<h1>Matrix ${escaped(plan.set)} (${plan.world})</h1>
<p>${escaped(renderCounts(report))}</p>
<p class="quiet">${made.map(escaped).join(" · ")}</p>
${gridsOf(cells)
  .map((grid) => `<div class="wide grid">${gridSvg(grid)}</div>`)
  .join("\n")}
<p class="quiet">D direct, R relayed, d and r by chance, ! not as predicted, ≠ repetitions differ, ? inconclusive. Each square links to its evidence.</p>
${table("Not as predicted", unexplained, ({ why = "" }) => why)}
${table("Other suites expect another path", differentElsewhere(report), expectedElsewhere)}
${table("All", cells, ({ because, saw }) => `${because}. ${saw}`)}
<p>${escaped(renderMatrixSummary(report))} in ${secondsText(duration)}</p>
</body>
</html>
`;
}

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
    const row = [
      name,
      ...words,
      escaped([tell(cell), asPredictedText(cell)].join("")),
      escaped([...proofs].join(" · ")),
    ];
    return `<tr>${row.map((text) => `<td>${text}</td>`).join("")}</tr>`;
  });
  const head = ["pair", "predicted", "observed", "is", "", "NATs measured"].map((text) => `<th>${text}</th>`).join("");
  return `<h2>${title}</h2><table><tr>${head}</tr>${rows.join("")}</table>`;
}
