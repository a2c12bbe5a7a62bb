import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { isMainThread, parentPort } from "node:worker_threads";
import { environmentError } from "../../base/environment-error.ts";
import { startEarly } from "../datapath/fast/shared/early-worker.ts";

/** The thread that each needs as soon as it has read its options. In the background, the program that does the work is another. */
const threads: Readonly<Record<string, string>> = { edge: "fast-worker.cjs" };

/** Threads that are started before it is known whether they are needed. */
const workers = ["fast-worker", "relay-worker"];

/**
 * Runs a bundled program, `NAME.cjs` in the folder, with the bytecode that `keepBytecode` left beside it: a third of the time
 * in which an edge starts would otherwise go into parsing and compiling. Without bytecode, or with that of another build, of
 * another Node.js or under other flags, V8 compiles it as usual. Returns whether it used bytecode.
 */
export function startBuilt(folder: string, name: string): boolean {
  const path = join(folder, `${name}.cjs`);
  const require = createRequire(path);
  const thread = threads[name];
  if (thread !== undefined && process.argv.includes("-f")) startEarly(join(folder, "..", thread));
  // Node finds source maps of modules only.
  if (process.sourceMapsEnabled) {
    require(path);
    return false;
  }
  return explained(name, () => {
    const source = readFileSync(path, "latin1");
    const cachedData = bytecodeFor(folder, name, source);
    const script = new Script(wrapped(source), { filename: path, ...(cachedData && { cachedData }) });
    const module = { exports: {} };
    const run = script.runInThisContext() as (...scope: unknown[]) => void;
    const load = () => run.call(module.exports, module.exports, require, module, path, folder);
    if (workers.includes(name)) whenNeeded(load);
    else load();
    return script.cachedDataRejected === false;
  });
}

/**
 * A worker loads its program, and koffi with it, when its first message says what to do: koffi aborts the whole process if its thread is
 * ended while it loads. Null = it is not needed.
 */
function whenNeeded(load: () => void): void {
  const port = parentPort!;
  port.once("message", (start: unknown) => {
    if (start === null) return;
    load();
    port.emit("message", start);
  });
}

/** Until the program runs, nothing else could say what the machine refuses, like one more open file. */
function explained<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    const fault = isMainThread ? environmentError(error, "load the program") : undefined;
    if (fault === undefined) throw error;
    process.stderr.write(`${name}: ${fault.message}\n`);
    process.exit(fault.exitCode);
  }
}

/** Compiles all functions of a program, in a process of its own. What was kept before is replaced in one step. */
export function keepBytecode(folder: string, name: string): void {
  const path = join(folder, `${name}.cjs`);
  const source = readFileSync(path, "latin1");
  setFlagsFromString("--no-lazy");
  const script = new Script(wrapped(source), { filename: path });
  setFlagsFromString("--lazy");
  const unfinished = `${bytecodePath(folder, name)}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([Buffer.from(buildOf(source), "latin1"), script.createCachedData()]));
  renameSync(unfinished, bytecodePath(folder, name));
}

const bytecodePath = (folder: string, name: string): string => join(folder, `${name}.bytecode`);

const wrapped = (source: string): string =>
  `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;

/** V8 compares no more than the length of the source: the build ends each program with a line of its own, `//# built HASH`. */
const buildOf = (source: string): string => source.slice(source.lastIndexOf("\n//# built ") + 1).trimEnd();

function bytecodeFor(folder: string, name: string, source: string): Buffer | undefined {
  let kept: Buffer;
  try {
    kept = readFileSync(bytecodePath(folder, name));
  } catch {
    return undefined;
  }
  const build = Buffer.from(buildOf(source), "latin1");
  return kept.subarray(0, build.length).equals(build) ? kept.subarray(build.length) : undefined;
}
