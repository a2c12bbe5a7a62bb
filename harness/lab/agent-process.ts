import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { commandPath } from "../../ci/bootstrap/debian-packages.mjs";
import { ownFile } from "../project/own-folder.ts";
import { LabError } from "./lab-error.ts";
import type { FromAgent, AgentMethods, AgentParams, AgentResult } from "./protocol.ts";

/** Where the build puts the bundle of agent/main.ts. */
export const agentScript = ownFile("dist/lab-agent.cjs");

const rooted = ownFile("ci/rooted.sh");

/** Tunable. */
const tuned = {
  /** The tree is killed if it has not ended after this many milliseconds. */
  patience: 2000,
  /** How many characters of the agent's standard error are kept for error messages. */
  stderrTail: 4000,
};

/** The kernel kills the whole tree with init; init's parent with the runner (`pdeathsig`, `--kill-child`). */
function command(script: string): string[] {
  const unshare = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  // Named network namespaces live in /run: with a private one, no laboratory can see another's or leave any behind.
  const shell = ["sh", "-c", 'mount -t tmpfs lab /run && exec "$@"', "sh"];
  // The wire's thread has priority over all others; a parallel garbage collector would make it wait for them.
  const node = [process.execPath, "--single-threaded-gc", script];
  return ["setpriv", "--pdeathsig", "KILL", "sh", rooted, ...unshare, ...shell, ...node];
}

/** The exit code of a program killed by signal 9, as all are when their laboratory ends. */
const killed = 137;

interface Exit {
  readonly code: Promise<number>;
  readonly settle: (code: number) => void;
}

/** The process tree of one laboratory, and the channel to its init. Must be created on the main thread. */
export class AgentProcess {
  readonly #child;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, { done: (result: unknown) => void; failed: (error: LabError) => void }>();
  readonly #exits = new Map<number, Exit>();
  #stderrTail = "";
  readonly #over = new AbortController();
  #asked = 0;

  constructor(script: string) {
    if (!existsSync(script)) throw new LabError(`${script} is missing; run: npm run build`);
    const [program, ...args] = command(script);
    const PATH = `${commandPath()}:${dirname(process.execPath)}`;
    // In its own session: Ctrl-C must reach only the runner, which may still have evidence to seal.
    this.#child = spawn(program!, args, {
      stdio: "pipe",
      detached: true,
      env: { PATH, HOME: process.env["HOME"] ?? "/", LC_ALL: "C" },
    });
    this.#child.stdin.on("error", () => undefined);
    this.#child.stderr.on("data", (chunk: Buffer) => {
      this.#stderrTail = (this.#stderrTail + chunk.toString()).slice(-tuned.stderrTail);
    });
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#receive(JSON.parse(line) as FromAgent));
    this.#ended = new Promise((resolve) => {
      const end = (why: string) => {
        const error = new LabError(`the laboratory has ended: ${why}`, { output: this.#stderrTail });
        this.#over.abort(error);
        for (const { failed } of this.#waiting.values()) failed(error);
        this.#waiting.clear();
        for (const { settle } of this.#exits.values()) settle(killed);
        resolve();
      };
      this.#child.once("error", (error) => end(error.message));
      this.#child.once("close", (code, signal) => end(`exit ${code ?? signal}`));
    });
  }

  /** Of setpriv and unshare: killing it kills the laboratory. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Aborted with a LabError when the laboratory has ended, for whatever reason. */
  get ended(): AbortSignal {
    return this.#over.signal;
  }

  ask<M extends keyof AgentMethods>(method: M, params: AgentParams<M>): Promise<AgentResult<M>> {
    if (this.#over.signal.aborted)
      return Promise.reject(new LabError("the laboratory has ended", { output: this.#stderrTail }));
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { done: (result) => resolve(result as AgentResult<M>), failed: reject });
      this.#child.stdin.write(JSON.stringify({ id, method, params }) + "\n");
    });
  }

  /** The exit code of a program that `spawn` started, whether it has ended already or not. */
  exitOf(pid: number): Promise<number> {
    return this.#exit(pid).code;
  }

  /** Resolves when every process of the laboratory has ended. */
  async end(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), tuned.patience);
    await this.#ended;
    clearTimeout(timer);
  }

  #exit(pid: number): Exit {
    const known = this.#exits.get(pid);
    if (known) return known;
    let settle: Exit["settle"] = () => undefined;
    const made = { code: new Promise<number>((resolve) => (settle = resolve)), settle };
    this.#exits.set(pid, made);
    return made;
  }

  #receive(message: FromAgent): void {
    if ("exited" in message) {
      return this.#exit(message.exited).settle(message.code);
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("error" in message) {
      const { message: what, command, output } = message.error;
      waiting?.failed(new LabError(what, { command, output }));
    } else waiting?.done(message.result);
  }
}
