import { spawn } from "node:child_process";
import { closeSync, fstatSync, writeSync } from "node:fs";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { ownArguments, rawEnvironment } from "./process/text.ts";

/** Set in the background process: the descriptor on which its starter waits for a message. */
const wordFd = 3;
const mark = "N2N_DAEMON";

/** The arguments of the background process, hidden from other users. */
const argumentsOf = "N2N_ARGUMENTS";

export interface DaemonEnd {
  /** 0 = the background process is ready and continues. */
  readonly exitCode: number;
  /** The background process's error message. */
  readonly complaint: string;
}

/**
 * Starts this program again, detached from the terminal, and waits until it is ready or has exited. The process list
 * shows `shown`; the new process reads `args` through `programInput`.
 */
export async function startInBackground(args: readonly string[], shown: readonly string[]): Promise<DaemonEnd> {
  const script = process.argv[1]!;
  const child = spawn(process.execPath, [...process.execArgv, script, ...shown], {
    detached: true,
    env: {
      ...process.env,
      [argumentsOf]: JSON.stringify({ args, env: rawEnvironment() } satisfies Handed),
      [mark]: "1",
    },
    stdio: ["ignore", "ignore", keep(2), "pipe"],
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  if (child.pid === undefined) throw (await once(child, "error"))[0];
  const ended = once(child, "exit");
  const word = await text(child.stdio[wordFd] as NodeJS.ReadableStream);
  if (word === ready) {
    child.unref();
    return { exitCode: 0, complaint: "" };
  }
  const [exitCode] = (await ended) as [number | null];
  return { exitCode: exitCode === null || exitCode === 0 ? 1 : exitCode, complaint: word };
}

/** The arguments as given, in the foreground and in the background, byte for byte. Forgets them: call once. */
export function programInput(): ProgramInput {
  const handed = process.env[argumentsOf];
  delete process.env[argumentsOf];
  const { args, env } =
    handed === undefined ? { args: ownArguments(), env: rawEnvironment() } : (JSON.parse(handed) as Handed);
  return { args, env: { ...process.env, ...env } };
}

export interface ProgramInput {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `env`: only values that Node's `env` option cannot represent. */
type Handed = ProgramInput;

export interface Starter {
  /** Each releases the waiting starter; only the first call has an effect. */
  ready(): void;
  failed(complaint: string): void;
}

/** In a background process: the process that started it. Undefined in the foreground. */
export function starter(): Starter | undefined {
  if (process.env[mark] === undefined) return undefined;
  delete process.env[mark];
  let isReleased = false;
  const tell = (word: string) => {
    if (isReleased) return;
    isReleased = true;
    try {
      writeSync(wordFd, word);
      closeSync(wordFd);
    } catch {
      // The starter no longer waits.
    }
  };
  const settle = () => {
    // Paths have been resolved against the start folder; from now on no file system must stay pinned.
    process.chdir("/");
    tell(ready);
  };
  return { ready: settle, failed: tell };
}

const ready = "ready\n";

/**
 * Keeps standard error if it is a log file; a terminal or pipe of the starter must not stay open (standard output is
 * only for results).
 */
function keep(fd: number): number | "ignore" {
  try {
    return fstatSync(fd).isFile() ? fd : "ignore";
  } catch {
    return "ignore";
  }
}
