/** The result of one crowd. */
export interface StormResult {
  readonly name: string;
  readonly edges: number;
  readonly pairs: number;
  /** Pairs without an answer in the first five rounds. */
  readonly silentAfterFive: number;
  /** Answers within a second of the first round, and of the worst later one. */
  readonly firstRound: number;
  readonly worstLater: number;
  readonly perRound: readonly number[];
  readonly cpuPerRound: readonly number[];
  /** CPU seconds of all edges, and of the supernode, during the rounds. */
  readonly cpuSeconds: number;
  readonly supernodeCpuSeconds: number;
  /** Share of one processor per edge, after the storm. */
  readonly idlePercent: number;
  /** Lines in the logs of our edges. */
  readonly supernodeSilent: number;
  /** Direct paths given up during the rounds; absent = the logs do not say. */
  readonly pathsLost?: number;
}

export function pingStormTable(results: readonly StormResult[]): string {
  const rows = results.map((result) =>
    [
      result.name,
      `${result.firstRound} of ${result.pairs}`,
      result.worstLater,
      result.silentAfterFive,
      result.cpuSeconds.toFixed(2),
      result.cpuPerRound.at(-1)!.toFixed(2),
      ((result.cpuSeconds / result.pairs) * 1000).toFixed(2),
      result.supernodeCpuSeconds.toFixed(2),
      result.idlePercent.toFixed(3),
      result.supernodeSilent,
      result.pathsLost ?? "–",
    ].join(" | "),
  );
  const head =
    "edges of | answered in round 1 | worst later round | silent after 5 s | edges' CPU s | in the last round | CPU ms a pair | supernode's CPU s | idle % an edge | supernode-silent | paths lost";
  return `${head}\n${rows.join("\n")}\n`;
}
