import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before V8 optimizes it: eight times V8's own choice, or some 10 ms of a stream. */
const interruptBudget = 540_672;

/**
 * A function is optimized once it has run for long, not soon: that costs milliseconds of another thread, for each function
 * and process. An edge among forty that meet never earns it back, and a stream does at once.
 */
export function optimizeLate(): void {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
}
