import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../src/base/config-error.ts";
import { isRunning } from "../run/folders/is-running.ts";
import { makeFolder } from "../run/make-folder.ts";
import { parseCellLine, parsePlan, type CellResult, type MatrixPlan } from "./output/json.ts";

const runs = "reports/runs";

/** A file in a matrix's folder, with the pid of the process that is running it. */
const runningMark = "running";

/**
 * The folder of a matrix that is being run: its plan, and every cell as soon as it is finished. Two processes would
 * overwrite each other's captures, so it belongs to one process until it is disposed of.
 */
export class MatrixFolder implements AsyncDisposable {
  readonly path: string;
  readonly plan: MatrixPlan;
  readonly #settled: Map<string, CellResult>;

  private constructor(path: string, plan: MatrixPlan, settled: Map<string, CellResult>) {
    this.path = path;
    this.plan = plan;
    this.#settled = settled;
  }

  static async make(plan: MatrixPlan, started: Date): Promise<MatrixFolder> {
    const part = plan.shard === undefined ? "" : `-${plan.shard.index}of${plan.shard.of}`;
    const path = join(runs, `${started.toISOString().replaceAll(/[-:]/g, "")}-matrix-${plan.set}${part}`);
    await makeFolder(path);
    await writeFile(join(path, "plan.json"), `${JSON.stringify(plan, undefined, 2)}\n`);
    await writeFile(join(path, runningMark), `${process.pid}\n`);
    return new MatrixFolder(path, plan, new Map());
  }

  /**
   * Continues `wanted`; "" = the latest unfinished one that is not being run. Throws ConfigError if there is none, or it
   * is being run.
   */
  static async resume(wanted: string): Promise<MatrixFolder> {
    const path = wanted === "" ? latestUnfinished() : wanted;
    const file = join(path, "plan.json");
    const plan = await readFile(file, "utf8").catch(() => {
      throw new ConfigError(`${path} holds no matrix: ${file} is missing`);
    });
    const runner = runnerOf(path);
    if (runner !== undefined) throw new ConfigError(`${path} is being run, by process ${runner}`);
    await writeFile(join(path, runningMark), `${process.pid}\n`);
    const lines = await readFile(join(path, "cells.jsonl"), "utf8").catch(() => "");
    const settled = lines.split("\n").flatMap((line) => parseCellLine(line) ?? []);
    return new MatrixFolder(path, parsePlan(plan, file), new Map(settled.map((cell) => [cell.name, cell])));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.path, runningMark), { force: true });
  }

  /** By name. */
  get settled(): ReadonlyMap<string, CellResult> {
    return this.#settled;
  }

  /** Written at once and in one write: an interruption loses only the cells that were running. */
  settle(cell: CellResult): void {
    this.#settled.set(cell.name, cell);
    // A newline first: a killed run may have left a partial line.
    appendFileSync(join(this.path, "cells.jsonl"), `\n${JSON.stringify(cell)}\n`);
  }
}

function latestUnfinished(): string {
  const names = existsSync(runs) ? readdirSync(runs).sort() : [];
  const found = names
    .map((name) => join(runs, name))
    .findLast((path) => existsSync(join(path, "plan.json")) && !existsSync(join(path, "matrix.json")) && runnerOf(path) === undefined); // prettier-ignore
  if (found !== undefined) return found;
  throw new ConfigError(`nothing to resume: every matrix below ${runs} is finished or being run`);
}

/** The pid of another process that is running it; undefined = none. */
function runnerOf(path: string): number | undefined {
  const mark = join(path, runningMark);
  const pid = existsSync(mark) ? Number(readFileSync(mark, "utf8")) : 0;
  return pid > 0 && pid !== process.pid && isRunning(pid) ? pid : undefined;
}
