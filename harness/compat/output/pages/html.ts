import { escapeMarkup as text } from "../../../report/junit.ts";
import { pageOf } from "../../../report/page/document.ts";
import type { CompatCell } from "../../cell.ts";
import type { CompatReport } from "../../json.ts";
import { cellPagePath, systemPagePath } from "../paths.ts";
import { compatStyle } from "./style.ts";
import { percent, verdictWords } from "../words.ts";

/** A whole document. `sheet`: where its style sheet is; absent = inside, for a page that is sent alone. */
export const page = (title: string, body: string, sheet?: string): string =>
  pageOf({ title, body, style: sheet === undefined ? { inside: compatStyle } : { at: sheet } });

/** Where a cell leads, from the folder of compat.json. */
export type Links = (cell: CompatCell) => string;

/** `pages`: each cell that was run has its own page. */
export const linksWith =
  (pages: boolean): Links =>
  ({ system, situation, trials }) =>
    pages && trials.length > 0 ? cellPagePath(system, situation.name) : `${systemPagePath(system)}#${situation.name}`;

/** A verdict as a coloured box that links to the cell. */
export function box(cell: CompatCell, href: string, label: "letter" | "word"): string {
  const { word, letter, colour } = verdictWords[cell.verdict];
  const said = `${cell.system}, ${cell.situation.row} and ${cell.situation.column}: ${word}. ${cell.why}`;
  return `<a class="cell" style="background:${colour}" href="${text(href)}" title="${text(said)}" aria-label="${text(said)}">${text(label === "letter" ? letter : word)}</a>`;
}

export const legend = (): string =>
  `<ul class="legend">${Object.values(verdictWords)
    .map(
      ({ word, letter, colour, meaning }) =>
        `<li><span class="cell" style="background:${colour}">${text(letter)}</span> <b>${text(word)}</b>: ${text(meaning)}</li>`,
    )
    .join("")}</ul>`;

/** The proportion of direct repetitions, with its confidence interval. */
export const shareText = ({ direct: { count, of, share } }: CompatCell): string =>
  of === 0 ? "no answer" : `${count} of ${of} direct (${percent(share.least)} to ${percent(share.most)})`;

export const madeBy = ({ tool, machine, plan, started }: CompatReport): string =>
  [
    `${tool.name} ${tool.version}`,
    `Linux ${machine.kernel}`,
    ...(machine.nft === undefined ? [] : [`nft ${machine.nft}`]),
    `${plan.repetitions} ${plan.repetitions === 1 ? "repetition" : "repetitions"}`,
    `seed ${plan.seed.toString(16)}`,
    started,
  ]
    .map(text)
    .join(" · ");
