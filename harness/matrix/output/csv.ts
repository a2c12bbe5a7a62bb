import type { MatrixReport } from "./json.ts";

const head = [
  "grid",
  "row",
  "column",
  "predicted",
  "observed",
  "is",
  "because",
  "saw",
  "why",
  "proofs",
  "seconds",
  "evidence",
];

/** RFC 4180, one line per cell. */
export function matrixCsv({ cells }: MatrixReport): string {
  const rows = cells.map((cell) => [
    ...[
      cell.grid,
      cell.row,
      cell.column,
      cell.predicted,
      cell.observed,
      cell.is,
      cell.because,
      cell.saw,
      cell.why ?? "",
    ],
    cell.proofs.map(({ router, differences }) => `${router}: ${differences.join(", ") || "as declared"}`).join("; "),
    ...[(cell.duration / 1000).toFixed(1), cell.evidence ?? ""],
  ]);
  return [head, ...rows].map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
