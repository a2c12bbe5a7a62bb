import { Worker } from "node:worker_threads";

/** Tunable. */
const tuned = {
  /** Size of the young generation in megabytes: a worker's objects die at once, so more would only waste memory. */
  youngGeneration: 4,
} as const;

interface Early {
  readonly script: string;
  readonly worker: Worker;
}

/** Where a program finds what was started before its own code was loaded. */
const place = globalThis as { [key: symbol]: Early | undefined };
const key = Symbol.for("n2n-natlab: early worker");

/** A worker that waits for its first message. `script`: its absolute path. */
export const startWorker = (script: string): Worker =>
  new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: tuned.youngGeneration } });

/** A thread of Node.js takes longer to start than a program to read its options: so both happen at once. */
export function startEarly(script: string): void {
  const worker = startWorker(script);
  // One that could not start is of no use to whoever takes it; another says why.
  const forget = () => (place[key] = undefined);
  worker.on("error", forget).on("exit", forget).unref();
  place[key] = { script, worker };
}

/** The worker that was started early for this script, once; it is the caller's to end. */
export function takeEarly(script: string): Worker | undefined {
  const early = place[key];
  if (early?.script !== script) return undefined;
  place[key] = undefined;
  early.worker.removeAllListeners("error").removeAllListeners("exit").ref();
  return early.worker;
}

/** The program does without. The thread ends of its own accord, with nothing half loaded. */
export function dismissEarly(): void {
  place[key]?.worker.postMessage(null);
  place[key] = undefined;
}
