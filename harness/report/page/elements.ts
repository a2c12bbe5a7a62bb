import { escapeMarkup as text } from "../junit.ts";

/** Cells are HTML. On a phone each row is a card whose lines have their column's name in front. */
export function plainTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((name) => `<th scope="col">${text(name)}</th>`).join("");
  const lines = rows.map(
    (row) => `<tr>${row.map((cell, i) => `<td data-head="${text(heads[i]!)}">${cell}</td>`).join("")}</tr>`,
  );
  return `<div class="wide" tabindex="0" role="group" aria-label="table of ${text(heads.filter(Boolean).join(", "))}"><table class="plain"><thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

/** Names and what is said of them; values are HTML, undefined = left out. */
export function factList(facts: readonly (readonly [string, string | undefined])[], kind = ""): string {
  const said = facts.filter(([, value]) => value !== undefined && value !== "");
  return `<dl class="facts ${kind}">${said.map(([name, value]) => `<dt>${text(name)}</dt><dd>${value}</dd>`).join("")}</dl>`;
}

/** A wide picture that scrolls alone, by keyboard too. `caption`: HTML. */
export const figure = (name: string, picture: string, caption = ""): string =>
  `<figure><div class="wide" tabindex="0" role="group" aria-label="${text(name)}">${picture}</div>${caption && `<figcaption>${caption}</figcaption>`}</figure>`;

/** A heading with an address. */
export const heading = (id: string, title: string): string =>
  `<h3 id="${text(id)}"><a href="#${text(id)}">${text(title)}</a></h3>`;

export const chip = (verdict: string): string => `<span class="chip ${verdict}">${verdict}</span>`;

export const marked = (word: string): string => `<span class="${word}">${word}</span>`;

export const bulletList = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${text(item)}</li>`).join("")}</ul>`;

/** `earlyInbound` → `early inbound` */
export const spaced = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
