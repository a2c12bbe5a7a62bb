import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../../../src/base/instant.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Command } from "../../sut/contract.ts";
import type { Lab, Process } from "../../lab/lab.ts";
import { NeverReady } from "./never-ready.ts";
import { ProgramEnded } from "./ended.ts";
import type { Place } from "./ready.ts";

interface Running {
  readonly node: string;
  readonly program: string;
  readonly process: Process;
  readonly logFile: string;
  /** Not under test. */
  readonly beside: boolean;
  /** Its exit code; absent = it runs. */
  ended?: number;
}

/** A program that was started and not stopped. */
export interface StartedProgram {
  readonly node: string;
  readonly program: string;
  /** Inside the laboratory. */
  readonly pid: number;
  readonly logFile: string;
  /** The exit code with which it ended; absent = it runs. */
  readonly ended?: number;
}

/** Tunable, in milliseconds: how long a program may take to get ready, ten times what the slowest takes. */
const tuned = { patience: 30_000 };

/** The programs in the nodes of a laboratory, and their logs in FOLDER/sut. */
export class LabPrograms {
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #running = new Set<Running>();
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

  async start(node: string, program: string, { argv, env = {} }: Command, beside = false): Promise<void> {
    const logFile = this.log(`${node}-${program}`);
    const process = await this.#lab.spawn(node, argv, { env, logFile });
    const running: Running = { node, program, process, logFile, beside };
    this.#running.add(running);
    void process.exited.then((code) => {
      running.ended = code;
      if (this.#running.has(running)) this.#ended ??= new ProgramEnded(node, program, code, logFile);
    });
  }

  /** In the order in which they were started. */
  get started(): readonly StartedProgram[] {
    return [...this.#running].map(({ node, program, process: { pid }, logFile, ended }) => ({
      node,
      program,
      pid,
      logFile,
      ...(ended !== undefined && { ended }),
    }));
  }

  /** By hand, a program that has ended decides nothing: others can be started and waited for. */
  overlookEnded(): void {
    this.#ended = undefined;
  }

  /** Where to wait for a program that was started; waiting throws ProgramEnded or NeverReady. */
  place(node: string, program: string): Place {
    return {
      lab: this.#lab,
      node,
      patience: tuned.patience,
      stillRuns: () => {
        if (this.#ended !== undefined) throw this.#ended;
      },
      gaveUp: (awaited) => new NeverReady(node, program, awaited, this.log(`${node}-${program}`)),
    };
  }

  async stop(node: string): Promise<void> {
    const here = [...this.#running].filter((running) => running.node === node);
    await Promise.all(
      here.map(async (running) => {
        this.#running.delete(running);
        this.#stopped.push(running);
        await running.process.kill("SIGTERM");
        await running.process.exited;
      }),
    );
  }

  /** How long each node's program under test has waited for a processor so far. */
  async waiting(at: Instant): Promise<NonNullable<Evidence["waiting"]>> {
    const running = [...this.#running].filter(({ beside }) => !beside);
    const times = await this.#lab.waited(running.map(({ process }) => process.pid));
    return running.flatMap(({ node, process }) => {
      const waited = times[process.pid];
      return waited === undefined ? [] : [{ at, node, waited }];
    });
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    await Promise.all([...this.#running].map(({ process }) => process.kill(signal)));
  }

  /** A new file for the recording of a program that is about to start. */
  recording(node: string, program: string): string {
    const name = `${node}-${program}`;
    const before = [...this.#stopped, ...this.#running].filter(
      (running) => running.node === node && running.program === program,
    ).length;
    return resolve(join(this.#folder, "sut", `${name}${before === 0 ? "" : `-${before + 1}`}.rec`));
  }

  /** Stops everything in good order; what still runs after `most` milliseconds is left to the end of the laboratory. */
  async stopAll(most: number): Promise<void> {
    const stopped = Promise.all(
      [...new Set([...this.#running].map(({ node }) => node))].map((node) => this.stop(node)),
    );
    await Promise.race([stopped, sleep(most, undefined, { ref: false })]);
  }

  /** The file for a program's output. */
  log(name: string): string {
    return join(this.#folder, "sut", `${name}.log`);
  }

  logs(): Promise<Evidence["logs"]> {
    const all = [...this.#stopped, ...this.#running].map(async ({ node, program, logFile }) => {
      const text = await readFile(logFile, "utf8").catch(() => "");
      return { node, program, lines: text.split("\n").filter((line) => line !== "") };
    });
    return Promise.all(all);
  }
}
