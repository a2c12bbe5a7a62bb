import { contentDigest } from "../lab/transfer/content.ts";
import type { Lab } from "../lab/lab.ts";
import { ownFile } from "../project/own-folder.ts";
import type { LabPrograms } from "./programs/programs.ts";

/** Tunable: the port of the first transfer; each further one has the next. */
const firstPort = 5201;

const transferProgram = ownFile("dist/transfer.mjs");

/** Bytes sent over TCP from node to node, through the overlay. */
export class LabTransfers {
  readonly #lab: Lab;
  readonly #programs: LabPrograms;
  #count = 0;

  constructor(lab: Lab, programs: LabPrograms) {
    this.#lab = lab;
    this.#programs = programs;
  }

  /** Begins one; `address`: the receiver's in the overlay. `digest`: of what is sent. */
  async start(from: string, to: string, address: string, bytes: number): Promise<{ port: number; digest: string }> {
    const port = firstPort + this.#count++;
    const run = (node: string, ...argv: string[]) =>
      this.#lab.spawn(node, [process.execPath, transferProgram, ...argv], {
        logFile: this.#programs.log(`${node}-transfer-${port}`),
      });
    await run(to, "receive", address, `${port}`);
    await run(from, "send", address, `${port}`, `${bytes}`);
    return { port, digest: contentDigest(bytes) };
  }
}
