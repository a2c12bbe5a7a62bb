import type { StatusRow } from "./status.ts";
import { ago } from "../options/table-text.ts";

/** Two lines for each problem of `edge status` and `supernode status`: what was seen, and what to do. */
export function problemLines(rows: readonly StatusRow[], now: number, cell: (text: string) => string): string[] {
  return rows.flatMap((row) => {
    const facts = Object.entries(row)
      .filter(([name, value]) => !fixed.has(name) && value !== "")
      .map(([name, value]) => `${name} ${value}`);
    const times = Number(row["count"]) === 1 ? "once" : `${row["count"]} times`;
    const seen = `${times}, last ${ago(Number(row["last_seen"]), now)} ago`;
    return [cell(`problem    ${row["cause"]}: ${[...facts, seen].join(", ")}`), cell(`           to do: ${row["do"]}`)];
  });
}

const fixed = new Set(["cause", "who", "do", "count", "since", "last_seen"]);
