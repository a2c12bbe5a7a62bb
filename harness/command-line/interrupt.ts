import { performance } from "node:perf_hooks";

const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Tunable, in milliseconds: a signal repeated within this time counts once. A single Ctrl-C on a terminal arrives twice,
 * from the terminal and from npm.
 */
const tuned = { sameRequest: 700 } as const;

/**
 * A signal that aborts on SIGINT, SIGTERM and SIGHUP, so that every laboratory is taken down before the process ends.
 * The same signal again ends the process at once; the laboratories end with it.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first: { readonly name: string; readonly at: number } | undefined;
  for (const [name, number] of Object.entries(signals)) {
    process.on(name, () => {
      const at = performance.now();
      first ??= { name, at };
      // A different signal comes from the shell or npm ending, which were interrupted too.
      if (first.name === name && at - first.at > tuned.sameRequest) process.exit(128 + number);
      if (!controller.signal.aborted) controller.abort(new Interrupted(name, 128 + number));
    });
  }
  return controller.signal;
}

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: string;
  readonly exitCode: number;
  /** What remains afterwards; absent = as the catching code says. */
  readonly kept: string | undefined;

  constructor(signal: string, exitCode: number, kept?: string) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
    this.exitCode = exitCode;
    this.kept = kept;
  }

  keeping(kept: string): Interrupted {
    return new Interrupted(this.signal, this.exitCode, kept);
  }
}
