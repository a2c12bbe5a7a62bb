import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { LabError } from "../lab-error.ts";
import type { Completed } from "../protocol.ts";
import type { Namespaces } from "./namespaces.ts";

export interface RunningProgram {
  readonly pid: number;
  /** Null when it goes to the log file. */
  readonly stderr: NodeJS.ReadableStream | null;
  /** The exit code; 128 + n if signal n ended it, as in shells. */
  readonly exited: Promise<number>;
}

/** Programs in the nodes' namespaces: a child inherits the namespace of the thread that calls fork(2). */
export class NodePrograms {
  readonly #namespaces: Namespaces;
  readonly #children = new Map<number, ChildProcess>();

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces;
  }

  /** Runs a program to its end. `node` undefined = in the agent's own namespace. */
  run(node: string | undefined, argv: readonly string[], input = ""): Promise<Completed> {
    const start = () => spawn(argv[0]!, argv.slice(1), { stdio: "pipe" });
    const child = this.#know(node === undefined ? start() : this.#namespaces.inside(node, start));
    // Without free descriptors there are no streams.
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    // A program may end without reading its input.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    return new Promise((resolve, reject) => {
      child.once("error", (error) => reject(notStarted(argv, error)));
      child.once("close", (code, signal) =>
        resolve({ code: status(code, signal), stdout: stdout(), stderr: stderr() }),
      );
    });
  }

  /** Starts a program whose output goes to a file, or whose standard error goes to a pipe. */
  async start(
    node: string,
    argv: readonly string[],
    {
      env,
      logFile,
    }: { readonly env?: Readonly<Record<string, string>> | undefined; readonly logFile?: string | undefined },
  ): Promise<RunningProgram> {
    const log = logFile === undefined ? undefined : openSync(logFile, "a");
    const stdio = ["ignore", log ?? "ignore", log ?? "pipe"] as const;
    const child = this.#know(
      this.#namespaces.inside(node, () =>
        spawn(argv[0]!, argv.slice(1), { stdio: [...stdio], env: { ...process.env, ...env } }),
      ),
    );
    if (log !== undefined) closeSync(log);
    const exited = new Promise<number>((resolve) =>
      child.once("exit", (code, signal) => resolve(status(code, signal))),
    );
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => reject(notStarted(argv, error)));
    });
    return { pid: child.pid!, stderr: child.stderr, exited };
  }

  /** Nothing happens to a program that has ended. */
  kill(pid: number, signal: NodeJS.Signals): void {
    this.#children.get(pid)?.kill(signal);
  }

  isOurs(pid: number): boolean {
    return this.#children.has(pid);
  }

  #know(child: ChildProcess): ChildProcess {
    const { pid } = child;
    if (pid === undefined) return child;
    this.#children.set(pid, child);
    child.once("exit", () => this.#children.delete(pid));
    return child;
  }
}

function collect(stream: NodeJS.ReadableStream | undefined | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

function notStarted(argv: readonly string[], error: Error): LabError {
  return new LabError("cannot start a program", { command: argv.join(" "), output: error.message });
}

function status(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + constants.signals[signal!];
}
