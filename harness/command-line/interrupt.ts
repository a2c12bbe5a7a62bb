import { performance } from "node:perf_hooks";

const signals = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Ours: how long, in milliseconds, the same signal may come again and count as the same request. One Ctrl-C on a terminal arrives
 * twice, from the terminal and from npm.
 */
const tuned = { sameWish: 700 } as const;

/**
 * A signal that aborts on SIGINT, SIGTERM and SIGHUP, so that every laboratory is taken down before the process ends.
 * The same signal once more ends at once; laboratories go with the process all the same.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let first: { readonly name: string; readonly at: number } | undefined;
  for (const [name, number] of Object.entries(signals)) {
    process.on(name, () => {
      const at = performance.now();
      first ??= { name, at };
      // Another signal is the end of the shell or of npm, which were interrupted as well.
      if (first.name === name && at - first.at > tuned.sameWish) process.exit(128 + number);
      if (!controller.signal.aborted) controller.abort(new Interrupted(name, 128 + number));
    });
  }
  return controller.signal;
}

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: string;
  readonly exitCode: number;
  /** What it leaves behind; absent = as the catching code says. */
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
