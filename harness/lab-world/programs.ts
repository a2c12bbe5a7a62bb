import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Lab, Process } from "../lab/lab.ts";
import { ProgramEnded } from "./program-ended.ts";

interface Running {
  readonly node: string;
  readonly program: string;
  readonly process: Process;
  readonly logFile: string;
}

/** The programs under test in a laboratory, at most one a node, and their logs in FOLDER/sut. */
export class LabPrograms {
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #running = new Map<string, Running>();
  readonly #stopped: Running[] = [];
  #ended: ProgramEnded | undefined;

  constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
  }

  /** The first that ended without being stopped. */
  get ended(): ProgramEnded | undefined {
    return this.#ended;
  }

  async start(
    node: string,
    program: string,
    { argv, env }: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> },
  ): Promise<void> {
    const logFile = this.log(`${node}-${program}`);
    const process = await this.#lab.spawn(node, argv, { env, logFile });
    const running = { node, program, process, logFile };
    this.#running.set(node, running);
    void process.exited.then((code) => {
      if (this.#running.get(node) === running) this.#ended ??= new ProgramEnded(node, program, code, logFile);
    });
  }

  async stop(node: string): Promise<void> {
    const running = this.#running.get(node);
    if (running === undefined) return;
    this.#running.delete(node);
    this.#stopped.push(running);
    await running.process.kill("SIGTERM");
    await running.process.exited;
  }

  /** How long each node's program has waited for a processor so far. */
  async waiting(at: Instant): Promise<NonNullable<Evidence["waiting"]>> {
    const running = [...this.#running.values()];
    const times = await this.#lab.waited(running.map(({ process }) => process.pid));
    return running.flatMap(({ node, process }) => {
      const waited = times[process.pid];
      return waited === undefined ? [] : [{ at, node, waited }];
    });
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ process }) => process.kill(signal)));
  }

  /** A new file for the recording of a program that is about to start. */
  recording(node: string, program: string): string {
    const name = `${node}-${program}`;
    const before = [...this.#stopped, ...this.#running.values()].filter(
      (running) => running.node === node && running.program === program,
    ).length;
    return resolve(join(this.#folder, "sut", `${name}${before === 0 ? "" : `-${before + 1}`}.rec`));
  }

  /** Everything that runs ends in good order, or is left to whoever ends the laboratory after `most` milliseconds. */
  async stopAll(most: number): Promise<void> {
    const stopped = Promise.all([...this.#running.keys()].map((node) => this.stop(node)));
    await Promise.race([stopped, sleep(most, undefined, { ref: false })]);
  }

  /** The file for a program's output. */
  log(name: string): string {
    return join(this.#folder, "sut", `${name}.log`);
  }

  logs(): Promise<Evidence["logs"]> {
    const all = [...this.#stopped, ...this.#running.values()].map(async ({ node, program, logFile }) => {
      const text = await readFile(logFile, "utf8").catch(() => "");
      return { node, program, lines: text.split("\n").filter((line) => line !== "") };
    });
    return Promise.all(all);
  }
}
