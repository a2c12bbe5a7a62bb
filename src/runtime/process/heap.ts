import { setFlagsFromString } from "node:v8";

/**
 * For programs whose heap stays small. A few seconds after a program has become idle, V8 collects garbage twice,
 * which takes 20 ms or more on two processors and frees 3 MB: far more than idling costs. It does so only by
 * incremental marking; without that it collects when the heap is full, all at once. It also wakes four threads for
 * each megabyte of young garbage, of which only one has work. Not before everything is loaded, as `optimizeLate`.
 */
export function collectWhenFull(): void {
  setFlagsFromString("--no-incremental-marking");
  setFlagsFromString("--no-parallel-scavenge");
}
