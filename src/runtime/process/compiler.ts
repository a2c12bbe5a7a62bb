import { setFlagsFromString } from "node:v8";

/** Eight times what V8 waits for: bytes of bytecode that a function ran (V8 11), or calls of it (since 12). */
const patience = {
  before12: ["--interrupt-budget=540672"],
  since12: ["--invocation-count-for-maglev=3200", "--invocation-count-for-turbofan=24000"],
} as const;

/**
 * For programs that have little to do. What has run for a moment V8 compiles again, with optimizations, in threads beside the
 * program: in an edge that meets forty peers that is a seventh of all its work, and the peers are met before it pays. What
 * goes on for seconds, as a stream does, is optimized all the same.
 */
export function optimizeLate(): void {
  const isOld = Number.parseInt(process.versions.v8, 10) < 12;
  for (const flag of isOld ? patience.before12 : patience.since12) setFlagsFromString(flag);
}
