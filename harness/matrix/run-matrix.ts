/**
 * A matrix, in the order in which it happens:
 *
 * 1. `matrix-options.ts`: arguments → plan, or one line that says what is wrong
 * 2. `matrix-folder.ts`: the folder of the matrix, or of the one to continue
 * 3. `sets/sets.ts`: the pairs of a set; `cell.ts` gives each its network (`cell-network.ts`) and the oracle's prediction
 * 4. here: each unfinished cell as soon as a processor is idle; `matrix-progress.ts` shows how far the matrix is
 * 5. `run-cell.ts`: one cell with the shortest story (`cell-story.ts`), and its path compared with the prediction; `repetitions.ts`: several runs of it → one result
 * 6. `merge.ts`: shards → one matrix
 * 7. `output/write.ts`: grids, page, tables, baseline
 *
 * @module
 */

import { performance } from "node:perf_hooks";
import type { RunReport } from "../report/run-json.ts";
import { ProcessorRoom } from "../run/processor-room.ts";
import type { Cell } from "./cell.ts";
import type { MatrixFolder } from "./matrix-folder.ts";
import type { CellResult, MatrixReport } from "./output/json.ts";
import type { MatrixProgress } from "./matrix-progress.ts";
import { inParallel } from "./pool.ts";
import { runCell } from "./run-cell.ts";

export interface MatrixRun {
  readonly folder: MatrixFolder;
  readonly cells: readonly Cell[];
  /** Cells at a time, at most; in the laboratory they start when processors are idle. */
  readonly jobs: number;
  readonly started: Date;
  readonly tool: RunReport["tool"];
  readonly machine: RunReport["machine"];
}

/** Runs the unfinished cells and returns the report of all. Throws when interrupted; finished cells are kept. */
export async function runMatrix(
  { folder, cells, jobs, started, tool, machine }: MatrixRun,
  progress: MatrixProgress,
  interrupted: AbortSignal,
): Promise<MatrixReport> {
  const began = performance.now();
  const room = new ProcessorRoom();
  const inRoom = <T>(work: () => Promise<T>): Promise<T> => (folder.plan.world === "lab" ? room.run(work) : work());
  const left = cells.filter(({ name }) => !folder.settled.has(name));
  try {
    await inParallel(left, jobs, async (cell) => {
      const result = await inRoom(() => {
        interrupted.throwIfAborted();
        progress.started(cell.name);
        return runCell(cell, { plan: folder.plan, folder: folder.path, tool, machine }, interrupted);
      });
      folder.settle(result);
      progress.settled(result);
    });
  } finally {
    progress.end();
  }
  return {
    schema: 1,
    tool,
    machine,
    plan: folder.plan,
    started: started.toISOString(),
    duration: performance.now() - began,
    cells: cells.map(({ name }): CellResult => folder.settled.get(name)!),
  };
}
