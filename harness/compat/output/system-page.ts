import { compatCells, type CompatCell } from "../cell.ts";
import type { CompatReport, SystemFacts, CompatTrial } from "../json.ts";
import { scoreOf, scoreText } from "../score.ts";
import { escapeMarkup as text } from "../../report/junit.ts";
import { box, madeBy, page, shareText } from "./html.ts";

/** Everything about one system: what ran, and each situation with its reason, its times and its evidence. */
export function systemPage(report: CompatReport, system: SystemFacts): string {
  const cells = compatCells(report).filter((cell) => cell.system === system.name);
  const files = Object.entries(system.files).map(([name, digest]) => `<li><code>${text(name)}</code> SHA-256 <code>${digest}</code></li>`); // prettier-ignore
  const body = [
    `<p><a href="../index.html">All systems</a></p>`,
    `<h1>${text(system.name)} ${text(system.version)}</h1>`,
    `<p><img src="../badges/${text(system.name.replaceAll(/[^A-Za-z0-9.-]+/g, "-"))}.svg" alt="${scoreText(scoreOf(system.name, cells))}"> of the situations in which theory allows a direct path.</p>`,
    `<p>Layer ${system.layer}; helper ${text(system.helper)}; ${system.relays ? "relays" : "does not relay"}; keys: ${text(system.keys)}; from ${text(system.source)}.</p>`,
    files.length > 0 ? `<ul>${files.join("")}</ul>` : "",
    `<p class="quiet">${madeBy(report)}</p>`,
    table(cells),
  ];
  return page(`${system.name} across NATs`, body.join("\n"));
}

const heads = ["situation", "verdict", "why", "repetitions", "first answer", "first direct", "recovery", "round trip", "evidence"]; // prettier-ignore

function table(cells: readonly CompatCell[]): string {
  const rows = cells.map((cell) => {
    const { name, row, column, predicted } = cell.situation;
    const values = [
      `${text(row)} and ${text(column)}<br><span class="quiet">theory says ${predicted}</span>`,
      box(cell, `#${name}`, "word"),
      text(cell.why),
      text(shareText(cell)),
      span(cell.trials, ({ firstAnswer }) => firstAnswer),
      span(cell.trials, ({ firstDirect }) => firstDirect),
      span(cell.trials, ({ recovery }) => recovery),
      text(cell.trials.find(({ latency }) => latency !== undefined)?.latency ?? ""),
      evidence(cell),
    ];
    return `<tr id="${text(name)}">${values.map((value, i) => `<td data-head="${heads[i]!}">${value}</td>`).join("")}</tr>`;
  });
  return `<div class="wide"><table class="plain"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** The median, with least and most when there are several. */
function span(trials: readonly CompatTrial[], of: (trial: CompatTrial) => number | undefined): string {
  const values = trials.flatMap((trial) => of(trial) ?? []).sort((a, b) => a - b);
  if (values.length === 0) return "";
  const inSeconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;
  const median = inSeconds(values[Math.floor(values.length / 2)]!);
  return values.length === 1 ? median : `${median}<br><span class="quiet">${inSeconds(values[0]!)} to ${inSeconds(values.at(-1)!)}</span>`; // prettier-ignore
}

function evidence({ system, situation, trials }: CompatCell): string {
  const links = trials.flatMap(({ evidence: folder, repetition, proven }) =>
    folder === undefined
      ? []
      : [`<a href="../${text(folder)}/index.html">packets ${repetition}</a>${proven ? "" : " (NATs not proven)"}`],
  );
  const again = `npm run compat -- --system ${system} --situation ${situation.name} --repeat 1`;
  return [...links, `<code>${text(again)}</code>`].join("<br>");
}
