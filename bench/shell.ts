import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";

/** Runs a command and returns what it printed. Throws with its error output if it fails. */
export function run(command: string): string {
  return execFileSync("sh", ["-c", command], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  });
}

/** As `run`, but returns whether the command succeeded. */
export function succeeds(command: string): boolean {
  try {
    run(command);
    return true;
  } catch {
    return false;
  }
}

/** A kernel setting, `key` with slashes, in a named network namespace. */
export function set(space: string, key: string, value: number): void {
  run(`ip netns exec ${space} sh -c 'echo ${value} > /proc/sys/${key}'`);
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Long-running programs, all ended on disposal. */
export class BenchPrograms implements AsyncDisposable {
  readonly #running: ChildProcess[] = [];

  start(command: readonly string[], log: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
    const file = openSync(log, "w");
    const [program, ...args] = command;
    const child = spawn(program!, args, { stdio: ["ignore", file, file], env: { ...process.env, ...env } });
    this.#running.push(child);
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#running
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => new Promise<void>((resolve) => child.once("exit", () => resolve())));
    for (const child of this.#running) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    const patience = setTimeout(() => this.#running.forEach((child) => child.kill("SIGKILL")), 3000);
    await Promise.all(ended);
    clearTimeout(patience);
  }
}
