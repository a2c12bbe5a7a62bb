import { setFlagsFromString } from "node:v8";

/** Eight times what V8 waits for: bytes of bytecode that a function ran (V8 11), or calls of it (since 12). */
const patience = {
  before12: ["--interrupt-budget=540672"],
  since12: ["--invocation-count-for-maglev=3200", "--invocation-count-for-turbofan=24000"],
} as const;

/** Of this Node's V8: what `optimizeLate` sets, for a program that is started with it. */
export const lateOptimization: readonly string[] =
  Number.parseInt(process.versions.v8, 10) < 12 ? patience.before12 : patience.since12;

/**
 * For programs that have little to do. V8 compiles code that has run for a moment again, with optimizations, in threads beside
 * the program: in an edge that meets forty peers this is a seventh of all work, and done too late to pay off. Code that runs
 * for seconds, as for a stream, is optimized all the same. Only once everything is loaded, threads included: V8 uses bytecode only
 * under the flags that it was made with, also that of Node's own modules, of which a thread starts with a hundred.
 */
export function optimizeLate(): void {
  for (const flag of lateOptimization) setFlagsFromString(flag);
}
