import { escapeMarkup as text } from "../../report/junit.ts";
import type { CompatCell } from "../cell.ts";
import type { CompatReport } from "../json.ts";
import { compatStyle } from "./style.ts";
import { percent, verdictWords } from "./words.ts";

/** A whole document. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${text(title)}</title>
<style>${compatStyle}</style></head>
<body>
${body}
</body>
</html>
`;

/** A verdict as a coloured box that leads to the cell. */
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

/** How sure the share of direct repetitions is. */
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
