import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Capture } from "../evidence/evidence.ts";
import { LiveCapture } from "../evidence/capture/live-capture.ts";
import { captureBytesMost } from "../lab/capture.ts";
import type { Lab } from "../lab/lab.ts";
import { LabError } from "../lab/lab-error.ts";

/** Tunable: bytes read before signals are handled again, some tens of milliseconds. */
const tuned = { readAtOnce: 1 << 20 } as const;

/** The captures of one laboratory while they grow. */
export class LabCaptures implements Disposable {
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #live: readonly { node: string; capture: LiveCapture; names: Map<number, string> }[];

  private constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
    const nodes = lab.plan.nodes.filter(({ role }) => role !== "switch");
    this.#live = nodes.map(({ name: node }) => {
      const names = new Map<number, string>();
      return { node, names, capture: new LiveCapture(join(folder, "capture", `${node}.pcap`), node, names) };
    });
  }

  /** `folder`: the case's. Resolves when packets are being captured in every namespace. */
  static async start(lab: Lab, folder: string): Promise<LabCaptures> {
    await mkdir(join(folder, "capture"), { recursive: true });
    await lab.startCaptures(join(folder, "capture"));
    const captures = new LabCaptures(lab, folder);
    await captures.#rename();
    return captures;
  }

  /** Throws LabError if they have grown too large to be judged. */
  async read(): Promise<readonly Capture[]> {
    await this.#rename();
    await this.#checkSizes();
    const captures: Capture[] = [];
    for (const { node, capture } of this.#live) {
      while (capture.readOn(tuned.readAtOnce)) await nextTurn();
      captures.push({ node, packets: capture.read(), dropped: 0 });
      await nextTurn();
    }
    return captures;
  }

  /** Ends the captures, counts what the kernel dropped, and keeps the interfaces' names beside them. */
  async seal(): Promise<readonly Capture[]> {
    await this.#rename();
    await this.#checkSizes();
    const counted = await this.#lab.stopCaptures(this.#folder);
    return this.#live.map(({ node, capture }) => ({
      node,
      packets: capture.seal(),
      dropped: counted[node]?.dropped ?? 0,
    }));
  }

  [Symbol.dispose](): void {
    for (const { capture } of this.#live) capture[Symbol.dispose]();
  }

  async #checkSizes(): Promise<void> {
    for (const { node } of this.#live) {
      const { size } = await stat(join(this.#folder, "capture", `${node}.pcap`)).catch(() => ({ size: 0 }));
      if (size <= captureBytesMost) continue;
      const [most, is] = [captureBytesMost, size].map((bytes) => Math.round(bytes / 2 ** 20));
      throw new LabError(
        `the capture of ${node} has ${is} MiB, more than the ${most} that can be judged: a program floods the network`,
      );
    }
  }

  /** Interfaces come while programs start: overlay devices, above all. */
  async #rename(): Promise<void> {
    const tables = await this.#lab.interfaces();
    for (const { node, names } of this.#live) {
      for (const [index, name] of Object.entries(tables[node] ?? {})) names.set(Number(index), name);
    }
  }
}
