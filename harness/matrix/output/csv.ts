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

/** RFC 4180, a line a cell. */
export function matrixCsv({ cells }: MatrixReport): string {
  const rows = cells.map((it) => [
    ...[it.grid, it.row, it.column, it.predicted, it.observed, it.is, it.because, it.saw, it.why ?? ""],
    it.proofs.map(({ router, differences }) => `${router}: ${differences.join(", ") || "as declared"}`).join("; "),
    ...[(it.duration / 1000).toFixed(1), it.evidence ?? ""],
  ]);
  return [head, ...rows].map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
