import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { captureCommand, captureCounters, captureReady, type CaptureLimits } from "../capture.ts";
import { LabError } from "../lab-error.ts";
import type { CaptureCounts } from "../protocol.ts";
import { isAsleep } from "./waiting.ts";
import type { RunningProgram, NodePrograms } from "./programs.ts";

interface Running {
  readonly node: string;
  readonly program: RunningProgram;
  readonly output: () => string;
  /** Resolves when there is no more output: a program's end may be known before its last lines are read. */
  readonly silent: Promise<void>;
}

/**
 * Tunable, in milliseconds. A capture that is behind for longer than `patience` has a flood that comes faster than it can
 * be written; its packets are counted as dropped. `look`: the same for one look at files that grow.
 */
const tuned = { patience: 5000, pause: 2, look: 150 };

/** One capturing program per node. */
export class Captures {
  readonly #programs: NodePrograms;
  #running: Running[] = [];

  constructor(programs: NodePrograms) {
    this.#programs = programs;
  }

  /** Resolves when all of them see every packet. Files are FOLDER/NODE.pcap. */
  async start(folder: string, nodes: readonly string[], limits?: CaptureLimits): Promise<void> {
    const started = nodes.map((node) => this.#startOne(node, captureCommand(join(folder, `${node}.pcap`), limits)));
    this.#running.push(...(await Promise.all(started)));
  }

  /**
   * Resolves when the files have every packet seen up to the call: each capture has been idle since, which means that its
   * ring was empty. False = one was still busy after a while, so that its file may lack the latest packets.
   */
  async caughtUp(): Promise<boolean> {
    const idle = await Promise.all(this.#running.map(({ program }) => emptied(program, tuned.look)));
    return idle.every(Boolean);
  }

  /**
   * Resolves when the files are complete. A capture that is ended at once loses, without counting them, the packets in
   * its ring, on a busy machine those of many milliseconds; so each first empties its ring.
   */
  async stop(): Promise<CaptureCounts> {
    const running = this.#running;
    this.#running = [];
    const areEmpty = await Promise.all(running.map(({ program }) => emptied(program, tuned.patience)));
    for (const { program } of running) this.#programs.kill(program.pid, "SIGINT");
    return Object.fromEntries(
      await Promise.all(
        running.map(async ({ node, program, output, silent }, i) => {
          await Promise.all([program.exited, silent]);
          const counters = captureCounters(output());
          if (counters === undefined) throw new LabError(`the capture of ${node} stopped`, { output: output() });
          const { captured, received, dropped } = counters;
          return [
            node,
            { captured, dropped: areEmpty[i]! ? dropped : Math.max(dropped, received - captured) },
          ] as const;
        }),
      ),
    );
  }

  async #startOne(node: string, command: readonly string[]): Promise<Running> {
    const program = await this.#programs.start(node, command, {});
    let text = "";
    const stderr = program.stderr!;
    stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const output = () => text;
    const silent = new Promise<void>((resolve) => stderr.once("close", resolve));
    const ended = program.exited.then((code) => {
      throw new LabError(`the capture of ${node} ended with ${code}`, { command: command.join(" "), output: text });
    });
    ended.catch(() => undefined);
    while (!text.includes(captureReady)) await Promise.race([once(stderr, "data"), ended]);
    return { node, program, output, silent };
  }
}

/**
 * Waits until the program is idle, which means that its ring is empty. False = it was still busy after `patience`.
 */
async function emptied(program: RunningProgram, patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  const ended = program.exited.then(() => true);
  while (!isAsleep(program.pid)) {
    if (performance.now() > end) return false;
    if (await Promise.race([ended, sleep(tuned.pause, false)])) return true;
  }
  return true;
}
