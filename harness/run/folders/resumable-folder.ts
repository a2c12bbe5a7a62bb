import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../../src/base/config-error.ts";
import { isRunning } from "./is-running.ts";
import { runsFolder } from "../../project/project.ts";
import { makeFolder } from "../make-folder.ts";
import { runningMark } from "./marks.ts";
import { type Kept, sayPruned } from "./remove.ts";
import { pruneLongRuns } from "./prune-long.ts";
import { sweepUnfinished } from "./run-folder.ts";

/** What kind of run a folder is for. */
export interface RunKind<Plan, Item> {
  /** For messages: "matrix". */
  readonly name: string;
  /** The end of the folder's name, after the time: it begins with `prefix`, and ends with "-IofN" for a shard. */
  readonly ending: (plan: Plan) => string;
  readonly prefix: "matrix" | "compat" | "sweep";
  /** The file of settled items, a line of JSON each. */
  readonly lines: string;
  /** The file that says that the run is finished. */
  readonly finished: string;
  readonly parsePlan: (text: string, file: string) => Plan;
  /** Throws for a line that was not finished. */
  readonly parseLine: (line: string) => Item;
  /** Equal = the same item. */
  readonly keyOf: (item: Item) => string;
}

/**
 * Where a long run of many items is written: what is planned, and every item as soon as it is settled. Two runs at once would
 * write over each other's captures, so it belongs to one process until it is disposed of.
 */
export class ResumableFolder<Plan, Item> implements AsyncDisposable {
  readonly path: string;
  readonly plan: Plan;
  readonly #kind: RunKind<Plan, Item>;
  readonly #settled: Map<string, Item>;

  private constructor(path: string, plan: Plan, kind: RunKind<Plan, Item>, settled: readonly Item[]) {
    this.path = path;
    this.plan = plan;
    this.#kind = kind;
    this.#settled = new Map(settled.map((item) => [kind.keyOf(item), item]));
  }

  static async make<Plan, Item>(
    kind: RunKind<Plan, Item>,
    plan: Plan,
    started: Date,
  ): Promise<ResumableFolder<Plan, Item>> {
    const path = join(runsFolder(), `${started.toISOString().replaceAll(/[-:]/g, "")}-${kind.ending(plan)}`);
    await makeFolder(path);
    await sweepUnfinished();
    await writeFile(join(path, "plan.json"), `${JSON.stringify(plan, undefined, 2)}\n`);
    await writeFile(join(path, runningMark), `${process.pid}\n`);
    return new ResumableFolder(path, plan, kind, []);
  }

  /**
   * Continues `wanted`; "" = the latest that is not finished and that no process runs. Throws ConfigError when there is none,
   * or it is being run.
   */
  static async resume<Plan, Item>(kind: RunKind<Plan, Item>, wanted: string): Promise<ResumableFolder<Plan, Item>> {
    const path = wanted === "" ? latestUnfinished(kind) : wanted;
    const file = join(path, "plan.json");
    const plan = await readFile(file, "utf8").catch(() => {
      throw new ConfigError(`${path} holds no ${kind.name}: ${file} is missing`);
    });
    const runner = runnerOf(path);
    if (runner !== undefined) throw new ConfigError(`${path} is being run, by process ${runner}`);
    await writeFile(join(path, runningMark), `${process.pid}\n`);
    const lines = await readFile(join(path, kind.lines), "utf8").catch(() => "");
    const settled = lines.split("\n").flatMap((line) => settledIn(line, kind));
    return new ResumableFolder(path, kind.parsePlan(plan, file), kind, settled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(join(this.path, runningMark), { force: true });
  }

  /** Removes older runs of its kind, and says so. */
  async prune(most: Kept): Promise<void> {
    const { prefix, finished } = this.#kind;
    sayPruned(await pruneLongRuns(runsFolder(), { prefix, finished }, most, this.path));
  }

  /** By key. */
  get settled(): ReadonlyMap<string, Item> {
    return this.#settled;
  }

  /** Written at once and in one write: an interruption loses only the items that were running. */
  settle(item: Item): void {
    this.#settled.set(this.#kind.keyOf(item), item);
    // A newline first: a killed run may have left a partial line.
    appendFileSync(join(this.path, this.#kind.lines), `\n${JSON.stringify(item)}\n`);
  }
}

/** A killed run leaves a partial line, and that item is to run again. */
function settledIn<Item>(line: string, { parseLine }: Pick<RunKind<never, Item>, "parseLine">): readonly Item[] {
  try {
    return [parseLine(line)];
  } catch {
    return [];
  }
}

function latestUnfinished<Plan, Item>({ name, ending, finished, parsePlan }: RunKind<Plan, Item>): string {
  const isOfKind = (path: string): boolean => {
    const file = join(path, "plan.json");
    if (!existsSync(file)) return false;
    try {
      return path.endsWith(`-${ending(parsePlan(readFileSync(file, "utf8"), file))}`);
    } catch {
      return false;
    }
  };
  const runs = runsFolder();
  const names = existsSync(runs) ? readdirSync(runs).sort() : [];
  const found = names
    .map((each) => join(runs, each))
    .findLast((path) => isOfKind(path) && !existsSync(join(path, finished)) && runnerOf(path) === undefined);
  if (found !== undefined) return found;
  throw new ConfigError(`nothing to resume: every ${name} below ${runs} is finished or being run`);
}

/** The pid of another process that is running it; undefined = none. */
function runnerOf(path: string): number | undefined {
  const mark = join(path, runningMark);
  const pid = existsSync(mark) ? Number(readFileSync(mark, "utf8")) : 0;
  return pid > 0 && pid !== process.pid && isRunning(pid) ? pid : undefined;
}
