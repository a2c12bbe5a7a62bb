import type { Grid } from "./grid.ts";
import { shortOf } from "./grid-text.ts";
import type { CellResult } from "./json.ts";

/** Pixels. */
const size = { cell: 34, letter: 7.2, gap: 2, text: 13 };

const colours: Readonly<Record<CellResult["observed"], string>> = {
  direct: "#17692f",
  "half-direct": "#7a4b00",
  relayed: "#0a58ca",
  none: "#57606a",
  mixed: "#7a4b00",
  unknown: "#7a4b00",
};

/** A grid as a self-contained picture; every cell links to its evidence and has its details as a tooltip. */
export function gridSvg({ title, rows, columns, at }: Grid): string {
  const left = size.letter * Math.max(title.length, ...rows.map((row) => row.length)) + 16;
  const top = size.letter * Math.max(...columns.map((column) => column.length)) * 0.75 + 24;
  const x = (column: number) => left + column * size.cell;
  const y = (row: number) => top + row * size.cell;
  const heads = columns.map((text, i) => {
    const place = `translate(${x(i) + size.cell / 2} ${top - 8}) rotate(-45)`;
    return `<text transform="${place}" text-anchor="start">${escaped(text)}</text>`;
  });
  const sides = rows.map(
    (text, i) => `<text x="${left - 8}" y="${y(i) + size.cell / 2 + 4}" text-anchor="end">${escaped(text)}</text>`,
  );
  const cells = rows.flatMap((row, i) =>
    columns.flatMap((column, j) => {
      const cell = at(row, column);
      return cell === undefined ? [] : [square(cell, x(j), y(i))];
    }),
  );
  const right = Math.max(size.cell * 2, size.letter * (columns.at(-1)?.length ?? 0) * 0.75);
  const [width, height] = [Math.ceil(x(columns.length) + right), Math.ceil(y(rows.length) + 8)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="${size.text}" fill="currentColor">`,
    `<text x="0" y="16" font-weight="600">${escaped(title)}</text>`,
    ...[...heads, ...sides, ...cells],
    "</svg>",
  ].join("\n");
}

function square(cell: CellResult, x: number, y: number): string {
  const side = size.cell - size.gap;
  const fill = cell.is === "as predicted" ? colours[cell.observed] : cell.is === "inconclusive" ? "#7a4b00" : "#b3261e";
  const chance = cell.predicted === "race" || cell.predicted === "either";
  const tooltip = `${cell.row} × ${cell.column}: ${cell.observed}, ${cell.is}. ${cell.because}. ${cell.saw}`;
  const shape = `<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="4" fill="${fill}"${chance ? ' fill-opacity="0.6"' : ""}/>`;
  const letter = `<text x="${x + side / 2}" y="${y + side / 2 + 5}" text-anchor="middle" fill="#fff">${shortOf(cell)}</text>`;
  const body = `<title>${escaped(tooltip)}</title>${shape}${letter}`;
  return cell.evidence === undefined ? `<g>${body}</g>` : `<a href="${escaped(cell.evidence)}/index.html">${body}</a>`;
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
