import type { EightResult, Sides } from "./eight-peers.ts";
import { spread } from "./results.ts";

export interface Fairness {
  /** Distance of the farthest from the mean of all, as a share of the mean. */
  readonly farthest: number;
  /** All together, as a share of what one gets alone. */
  readonly total: number;
}

/** How evenly concurrent peers are served, and how much of a single peer's throughput they get together. */
export function fairness({ alone, each }: Sides): Fairness {
  const total = each.reduce((sum, speed) => sum + speed, 0);
  const mean = total / each.length;
  return {
    farthest: mean === 0 ? 1 : Math.max(...each.map((speed) => Math.abs(speed - mean))) / mean,
    total: alone === 0 ? 0 : total / alone,
  };
}

/** Markdown: medians over the rounds. */
export function eightTable(results: readonly EightResult[]): string {
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.flatMap((name) =>
    (["toOne", "fromOne"] as const).map((way) => {
      const own = results.filter((result) => result.name === name).map((result) => result[way]);
      const of = (value: (sides: Sides) => number) => spread(own.map(value))!;
      const percent = (value: (sides: Sides) => number) => {
        const { median, least, most } = of(value);
        return `${(median * 100).toFixed(0)} % (${(least * 100).toFixed(0)}–${(most * 100).toFixed(0)})`;
      };
      return [
        ...[name, way === "toOne" ? "eight to one" : "one to eight", own.length],
        of(({ alone }) => alone).median.toFixed(2),
        of(({ each }) => each.reduce((sum, speed) => sum + speed, 0)).median.toFixed(2),
        ...[percent((sides) => fairness(sides).total), percent((sides) => fairness(sides).farthest)],
      ];
    }),
  );
  const head = [
    "path",
    "streams",
    "rounds",
    "one alone, Gbit/s",
    "eight together",
    "of one alone",
    "farthest from mean",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n") + "\n";
}
