import type { CompatCell } from "./cell.ts";

/** What a system's badge says: of the situations in which theory allows a direct path, how many have one. */
export interface Score {
  readonly system: string;
  readonly direct: number;
  readonly possible: number;
  /** Situations in which nothing is connected although something could be. */
  readonly unconnected: number;
}

export function scoreOf(system: string, cells: readonly CompatCell[]): Score {
  const own = cells.filter((cell) => cell.system === system && cell.direct.of > 0);
  const possible = own.filter(({ situation }) => situation.predicted === "direct");
  return {
    system,
    direct: possible.filter(({ verdict }) => verdict === "direct").length,
    possible: possible.length,
    unconnected: own.filter(({ verdict, situation }) => verdict === "none" && situation.predicted !== "none").length,
  };
}

export const scoreText = ({ direct, possible }: Score): string => `direct ${direct} of ${possible}`;
