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
  /** 0 = the background process is ready and continues on its own. */
  readonly exitCode: number;
  /** What it said went wrong. */
  readonly complaint: string;
}

/**
 * Starts this program again, detached from the terminal, and waits until it reports that it is ready or ends. The process
 * list shows `shown`; it reads `args` through `programInput`.
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

/** `env`: only what an environment made by Node cannot hold. */
type Handed = ProgramInput;

export interface Starter {
  /** Releases the waiting starter; at most one of the two has an effect. */
  ready(): void;
  failed(complaint: string): void;
}

/** In a background process: its starter. Undefined in the foreground. */
export function starter(): Starter | undefined {
  if (process.env[mark] === undefined) return undefined;
  delete process.env[mark];
  let told = false;
  const tell = (word: string) => {
    if (told) return;
    told = true;
    try {
      writeSync(wordFd, word);
      closeSync(wordFd);
    } catch {
      // Nobody waits any more.
    }
  };
  const settle = () => {
    // Given paths are relative to where the program was started; from now on no file system must stay pinned.
    process.chdir("/");
    tell(ready);
  };
  return { ready: settle, failed: tell };
}

const ready = "ready\n";

/**
 * A log that goes to a file goes on (standard output is for what was asked for); a terminal or pipe of the starter must
 * not be held open.
 */
function keep(fd: number): number | "ignore" {
  try {
    return fstatSync(fd).isFile() ? fd : "ignore";
  } catch {
    return "ignore";
  }
}
