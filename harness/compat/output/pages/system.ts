import { secondsText } from "../../../expect/wording.ts";
import { escapeMarkup as text } from "../../../report/junit.ts";
import { compatCells, type CompatCell } from "../../cell.ts";
import type { CompatReport, CompatTrial, SystemFacts } from "../../json.ts";
import { scoreOf, scoreText } from "../../score.ts";
import { plainTable } from "../../../report/page/elements.ts";
import { box, madeBy, page, shareText, type Links } from "./html.ts";
import { fileName } from "../paths.ts";

/** Everything about one system: what ran, and each situation with its reason and its times. `comment`: of its maintainers. */
export function systemPage(report: CompatReport, system: SystemFacts, links: Links, comment?: string): string {
  const cells = compatCells(report).filter((cell) => cell.system === system.name);
  const files = Object.entries(system.files).map(([name, digest]) => `<li><code>${text(name)}</code> SHA-256 <code>${digest}</code></li>`); // prettier-ignore
  const body = [
    `<p><a href="../index.html">All systems</a></p>`,
    `<h1>${text(system.name)} ${text(system.version)}</h1>`,
    `<p><img src="../badges/${fileName(system.name)}.svg" alt="${scoreText(scoreOf(system.name, cells))}"> of the situations in which theory allows a direct path.</p>`,
    `<p>Layer ${system.layer}; helper ${text(system.helper)}; ${system.relays ? "relays" : "does not relay"}; keys: ${text(system.keys)}; from ${text(system.source)}.</p>`,
    files.length > 0 ? `<ul>${files.join("")}</ul>` : "",
    ...(comment === undefined ? [] : [`<h2>What its maintainers say</h2>${paragraphs(comment)}`]),
    `<p class="quiet">${madeBy(report)}</p>`,
    table(cells, links),
  ];
  return page(`${system.name} across NATs`, body.join("\n"));
}

const heads = ["situation", "verdict", "why", "repetitions", "first answer", "first direct", "recovery", "round trip", "throughput"]; // prettier-ignore

const table = (cells: readonly CompatCell[], links: Links): string =>
  plainTable(
    heads,
    cells.map((cell) => {
      const { name, row, column, predicted } = cell.situation;
      const some = (of: (trial: CompatTrial) => string | undefined): string =>
        text(cell.trials.map(of).find((one) => one !== undefined) ?? "");
      return [
        `<span id="${text(name)}">${text(row)} and ${text(column)}</span><br><span class="quiet">theory says ${predicted}</span>`,
        box(cell, `../${links(cell)}`, "word"),
        text(cell.why),
        text(shareText(cell)),
        span(cell.trials, ({ firstAnswer }) => firstAnswer),
        span(cell.trials, ({ firstDirect }) => firstDirect),
        span(cell.trials, ({ recovery }) => recovery),
        some(({ latency }) => latency),
        some(({ throughput }) => throughput),
      ];
    }),
  );

/** The median, with least and most when there are several. */
function span(trials: readonly CompatTrial[], of: (trial: CompatTrial) => number | undefined): string {
  const values = trials.flatMap((trial) => of(trial) ?? []).sort((a, b) => a - b);
  if (values.length === 0) return "";
  const median = secondsText(values[Math.floor(values.length / 2)]!);
  if (values.length === 1) return median;
  return `${median}<br><span class="quiet">${secondsText(values[0]!)} to ${secondsText(values.at(-1)!)}</span>`;
}

/** Plain text: an empty line ends a paragraph. */
const paragraphs = (comment: string): string =>
  comment
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== "")
    .map((part) => `<p>${text(part.trim())}</p>`)
    .join("");
