import { escapeMarkup as text } from "../junit.ts";
import { noteOf } from "../ladder/note.ts";
import type { CaseReport, LadderRow } from "../run-json.ts";
import type { SeenPacket } from "../seen/schema.ts";
import { bindingText, hueOf } from "./svg/bindings.ts";
import { figure, heading, plainTable } from "./elements.ts";
import { ladderSvg, wayText } from "./svg/ladder.ts";

/** Tunable: datagrams of a case that open to their bytes; five cases stay well below 300 kB. */
const tuned = { opened: 18 } as const;

/** The ladder, and below it its datagrams as a list that opens to their bytes. */
export function packetsSection({ name, ladder, bindings = [] }: CaseReport): string {
  const opened = openedRows(ladder.rows);
  const idOf = (row: number): string => datagramId(name, row);
  const href = (row: number): string | undefined => (opened.has(row) ? `#${idOf(row)}` : undefined);
  const legend = `Seconds since the case began. Equal datagrams share a row, at the time of the first. ✘ = refused there, or lost before it. On a router's line: what it remembered, from a ring where that was made to its last use; dashed = unused until it ended.`;
  return [
    heading(`${name}-packets`, "Datagrams"),
    figure("the datagrams", ladderSvg(ladder, { bindings, href }), legend),
    opened.size === 0 ? "" : `<div class="packets">${[...opened].map((row) => openedRow(ladder.rows[row]!, idOf(row))).join("")}</div>`,
  ].join("\n"); // prettier-ignore
}

export const datagramId = (name: string, row: number): string => `${name}-datagram-${row + 1}`;

/** First what did not arrive, which explains most; then the first others. In the ladder's order. */
export function openedRows(rows: readonly LadderRow[]): ReadonlySet<number> {
  const shown = rows.flatMap((row, i) => (row.packet === undefined ? [] : [i]));
  const failed = shown.filter((i) => ["refused", "lost"].includes(rows[i]!.end)).slice(0, tuned.opened / 2);
  const others = shown.filter((i) => !failed.includes(i)).slice(0, tuned.opened - failed.length);
  return new Set([...failed, ...others].sort((a, b) => a - b));
}

function openedRow(row: LadderRow, id: string): string {
  const title = `<span class="at">${(row.at / 1000).toFixed(3)}</span> ${text(wayText(row))} <span class="quiet">${text(noteOf(row))}</span>`;
  return `<details><summary>${title}</summary><div id="${text(id)}">${row.packet === undefined ? "" : bytes(row.packet)}</div></details>`;
}

function bytes({ from, to, length, hex, fields }: SeenPacket): string {
  const shown = hex.length / 2;
  const cut = shown < length ? `, of which the first ${shown}` : "";
  const lines = hex
    .replaceAll(/(.{8})/g, "$1 ")
    .replaceAll(/((?:.{9}){8})/g, "$1\n")
    .trim();
  const known = fields === undefined ? "" : `<pre tabindex="0">${text(aligned(fields))}</pre>`;
  return `<p>${text(from)} → ${text(to)}: ${length} bytes of UDP${cut}</p><div class="bytes">${known}<pre tabindex="0">${lines}</pre></div>`;
}

function aligned(fields: readonly (readonly [string, string])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** What routers remembered. */
export function bindingsSection({ name, bindings = [] }: CaseReport): string | false {
  if (bindings.length === 0) return false;
  const rows = bindings.map((binding, i) => {
    const { router, kind, owner, inside, outside, towards, remotes } = binding;
    const more = remotes > towards.length ? ` and ${remotes - towards.length} more` : "";
    return [
      `<span class="keep"><span class="swatch ${hueOf(i)}"></span> ${text(router)}</span>`,
      kind,
      `${text(owner)} ${text(inside)}`,
      text(outside),
      text(towards.join(", ") + more),
      text(bindingText(binding)),
    ];
  });
  return `${heading(`${name}-bindings`, "What the NATs remembered")}<p class="quiet">From the captures on both sides of each, and its measured timeouts.</p>${plainTable(["router", "what", "inside", "outside", "towards", "life"], rows)}`;
}
