import { ResumableFolder, type RunKind } from "../run/folders/resumable-folder.ts";
import { parseCellLine, parsePlan, type CellResult, type MatrixPlan } from "./output/json.ts";

export type MatrixFolder = ResumableFolder<MatrixPlan, CellResult>;

const kind: RunKind<MatrixPlan, CellResult> = {
  name: "matrix",
  ending: ({ set, shard }) => `matrix-${set}${shard === undefined ? "" : `-${shard.index}of${shard.of}`}`,
  prefix: "matrix",
  lines: "cells.jsonl",
  finished: "matrix.json",
  parsePlan,
  parseLine: parseCellLine,
  keyOf: ({ name }) => name,
};

export const makeMatrixFolder = (plan: MatrixPlan, started: Date): Promise<MatrixFolder> =>
  ResumableFolder.make(kind, plan, started);

/** `wanted`: as ResumableFolder.resume. */
export const resumeMatrixFolder = (wanted: string): Promise<MatrixFolder> => ResumableFolder.resume(kind, wanted);
