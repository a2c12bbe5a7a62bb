import { setFlagsFromString } from "node:v8";

/**
 * For programs whose heap stays small. Some seconds after one has become quiet V8 looks for garbage, twice: 20 ms and more
 * of two processors to give back 3 MB, beside which idling costs nothing. It does so by incremental marking only; without
 * that it collects when the heap is full, all at once. And it wakes four threads for each megabyte of young garbage, of
 * which one has something to do.
 */
export function collectWhenFull(): void {
  setFlagsFromString("--no-incremental-marking");
  setFlagsFromString("--no-parallel-scavenge");
}
