import { printable, shortened } from "../base/byte-text.ts";
import { ConfigError } from "../base/config-error.ts";
import { environmentError, type EnvironmentError } from "../base/environment-error.ts";
import { consoleLog } from "../runtime/log/log.ts";
import { unfitNode } from "../runtime/process/node-version.ts";
import { refuseDebugger } from "../runtime/process/no-debugger.ts";
import { startInBackground, starter } from "../runtime/daemon.ts";

/** sysexits.h; the rest is ours. */
export const exitCodes = { ok: 0, broken: 1, usage: 64, unavailable: 69, bug: 70 } as const;

/** What the process offers a running program. */
export interface Life {
  /** Started in the background by its own command, which waits for `ready`. */
  readonly inBackground: boolean;
  /** Called on the first SIGTERM or SIGINT; the second ends the process at once. */
  onStop(stop: () => void): void;
  /** Called on SIGHUP; without it, closing the terminal ends only a program in the foreground. */
  onHangup(act: () => void): void;
  /** Facts for the message about a bug. */
  onBug(state: () => Readonly<Record<string, unknown>>): void;
  ready(): void;
}

/** Tunable: bytes of an error message. */
const tuned = { complaint: 1000 } as const;

const oneLine = (complaint: string): string => printable(shortened(complaint, tuned.complaint));

/** Runs `main` until it returns its exit code, and turns errors into one line and the right code. */
export function runProgram(name: string, main: (life: Life) => Promise<number>): void {
  refuseDebugger();
  const waiting = starter();
  let stop: (() => void) | undefined;
  let state = (): Readonly<Record<string, unknown>> => ({});

  const fail = (exitCode: number, complaint: string): never => {
    process.stderr.write(`${name}: ${complaint}\n`);
    waiting?.failed(complaint);
    process.exit(exitCode);
  };
  const failed = (error: unknown): never => {
    const fault = environmentError(error);
    if (fault !== undefined) return fail(fault.exitCode, oneLine(fault.message));
    if (error instanceof ConfigError) return fail(exitCodes.usage, oneLine(error.message));
    if (error instanceof Broken) return fail(exitCodes.broken, oneLine(error.message));
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return fail(exitCodes.bug, `bug in this program: state=${JSON.stringify(state())} ${trace}`);
  };

  // Whatever `main` waits for cannot happen any more; node would exit with 0.
  const drained = () => failed(new Error("there is nothing left to wait for"));

  process.on("uncaughtException", failed).on("beforeExit", drained);
  const unfit = unfitNode();
  if (unfit !== undefined) return fail(exitCodes.unavailable, unfit);
  // The reader of the log may leave, and a disk may be full for a while; a daemon keeps running.
  let unwritten: EnvironmentError | undefined;
  let isReady = false;
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error) => (unwritten ??= environmentError(error, "write to standard output")));
  let signals = 0;
  const onSignal = (_signal: NodeJS.Signals, number: number) => {
    if (stop === undefined || signals > 0) process.exit(128 + number);
    signals++;
    stop();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  // The terminal of a background process may close.
  if (waiting !== undefined) process.on("SIGHUP", () => undefined);

  const life: Life = {
    inBackground: waiting !== undefined,
    onStop: (handler) => (stop = handler),
    onHangup: (act) => {
      process.removeAllListeners("SIGHUP").on("SIGHUP", act);
    },
    onBug: (facts) => (state = facts),
    ready: () => {
      isReady = true;
      waiting?.ready();
    },
  };
  const end = (exitCode: number) => {
    if (exitCode === exitCodes.ok && unwritten !== undefined && !isReady) failed(unwritten);
    process.exit(exitCode);
  };
  // The last write fails a moment later.
  main(life).then((exitCode) => setImmediate(end, exitCode), failed);
}

/** Something that the program needs has ended; neither a bug nor a wrong option. */
export class Broken extends Error {
  override readonly name = "Broken";
}

interface StartedOptions {
  readonly shown: readonly string[];
  readonly warnings: readonly string[];
  readonly verbosity: number;
}

/** Continues in a background process and returns the exit code of this one. */
export async function goToBackground(
  name: string,
  args: readonly string[],
  { shown, warnings, verbosity }: StartedOptions,
): Promise<number> {
  const log = consoleLog({ level: verbosity });
  for (const what of warnings) log({ level: "warning", what });
  const { exitCode, complaint } = await startInBackground(args, shown);
  if (exitCode !== exitCodes.ok) process.stderr.write(`${name}: ${complaint || "ended before it was ready"}\n`);
  return exitCode;
}
