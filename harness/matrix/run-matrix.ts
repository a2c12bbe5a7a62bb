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
