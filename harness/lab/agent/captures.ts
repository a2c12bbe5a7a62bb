import { once } from "node:events";
import { join } from "node:path";
import { captureCommand, captureCounters, captureReady } from "../capture.ts";
import { LabError } from "../lab-error.ts";
import type { Captured } from "../protocol.ts";
import type { Program, Programs } from "./programs.ts";

interface Running {
  readonly node: string;
  readonly program: Program;
  readonly said: () => string;
}

/** One capturing program per node. */
export class Captures {
  readonly #programs: Programs;
  #running: Running[] = [];

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  /** Resolves when all of them see every packet. Files are FOLDER/NODE.pcap. */
  async start(folder: string, nodes: readonly string[]): Promise<void> {
    this.#running.push(...(await Promise.all(nodes.map((node) => this.#startOne(node, join(folder, `${node}.pcap`))))));
  }

  /** Resolves when the files are complete. */
  async stop(): Promise<Captured> {
    const running = this.#running;
    this.#running = [];
    for (const { program } of running) this.#programs.kill(program.pid, "SIGINT");
    return Object.fromEntries(
      await Promise.all(
        running.map(async ({ node, program, said }) => {
          await program.exited;
          const counters = captureCounters(said());
          if (counters === undefined) throw new LabError(`the capture of ${node} broke off`, { output: said() });
          return [node, counters] as const;
        }),
      ),
    );
  }

  async #startOne(node: string, file: string): Promise<Running> {
    const command = captureCommand(file);
    const program = await this.#programs.start(node, command, {});
    let text = "";
    const stderr = program.stderr!;
    stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const said = () => text;
    const ended = program.exited.then((code) => {
      throw new LabError(`the capture of ${node} ended with ${code}`, { command: command.join(" "), output: text });
    });
    ended.catch(() => undefined);
    while (!text.includes(captureReady)) await Promise.race([once(stderr, "data"), ended]);
    return { node, program, said };
  }
}
