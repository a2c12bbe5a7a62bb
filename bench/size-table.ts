import type { SizeResult } from "./daemon-size.ts";

/** Of an edge: seconds, megabytes, share of a core. */
const goals = { startSeconds: 0.2, memory: 55, threads: 6, idle: 0.001 } as const;

/** Medians, and least to most where there are several rounds. */
export function sizeTable(results: readonly SizeResult[]): string {
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.map((name) => {
    const own = results.filter((result) => result.name === name);
    const cells = columns.map(({ of, digits }) => spread(own.map(of), digits));
    return [name, String(own.length), ...cells, isSmall(own) ? "yes" : "no"];
  });
  const goal = ["goal", "", "≤ 0.2", "≤ 55", "≤ 6", "≤ 0.1", ""];
  const head = ["edge", "rounds", ...columns.map(({ title }) => title), "reached"];
  return [head, head.map(() => "---"), ...rows, goal].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

/** Does every median of this edge reach its goal? */
export const isSmall = (results: readonly SizeResult[]): boolean =>
  (Object.keys(goals) as (keyof typeof goals)[]).every((key) => median(results.map((one) => one[key])) <= goals[key]);

interface Column {
  readonly title: string;
  readonly of: (result: SizeResult) => number;
  readonly digits: number;
}

const columns: readonly Column[] = [
  { title: "start to first ping, s", of: ({ startSeconds }) => startSeconds, digits: 2 },
  { title: "MB", of: ({ memory }) => memory, digits: 0 },
  { title: "threads", of: ({ threads }) => threads, digits: 0 },
  { title: "idle CPU, %", of: ({ idle }) => idle * 100, digits: 3 },
];

function spread(values: readonly number[], digits: number): string {
  const text = (value: number) => value.toFixed(digits);
  const [least, most] = [Math.min(...values), Math.max(...values)].map(text);
  const middle = text(median(values));
  return least === most ? middle : `${middle} (${least}–${most})`;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
