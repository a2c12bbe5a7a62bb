import koffi from "koffi";

/**
 * A signal that aborts on SIGINT, SIGTERM and SIGHUP, so that every laboratory is taken down before the process ends.
 * A second signal ends at once; laboratories go with the process all the same.
 *
 * `npm run` starts this process and may itself be killed without a word: asking the kernel for SIGTERM on the parent's
 * death keeps a run from going on behind a runner that is gone (prctl(2), PR_SET_PDEATHSIG).
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(128 + number);
      controller.abort(new Interrupted(name, 128 + number));
    });
  }
  if (process.env.npm_lifecycle_event !== undefined) dieWithParent();
  return controller.signal;
}

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;
  constructor(signal: string, exitCode: number) {
    super(`interrupted by ${signal}`);
    this.exitCode = exitCode;
  }
}

function dieWithParent(): void {
  const setParentDeathSignal = 1;
  const sigterm = 15;
  const prctl = koffi.load(null).func("int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)") as (
    ...args: number[]
  ) => number;
  prctl(setParentDeathSignal, sigterm, 0, 0, 0);
}
