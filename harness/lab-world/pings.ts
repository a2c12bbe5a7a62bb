import type { Random } from "../../src/base/random.ts";
import type { Stimulus } from "../evidence/evidence.ts";
import type { Lab, Process } from "../lab/lab.ts";
import type { LabPrograms } from "./programs/programs.ts";
import type { LossyCable } from "../story/lossy-cables.ts";
import { echo, load } from "../story/story-plan.ts";

/**
 * Tunable, in milliseconds: `arp`: how soon a host asks again for the other's address. The first question often comes before a helper
 * knows the other, and the kernel would leave a second for the answer (arp(7)).
 */
const tuned = { arp: 200 } as const;

/** The pings of a laboratory, until they are stopped. */
export class LabPings {
  readonly #lab: Lab;
  readonly #programs: LabPrograms;
  readonly #random: Random;
  readonly #between = new Set<string>();
  #loads: readonly Process[] = [];

  constructor(lab: Lab, programs: LabPrograms, random: Random) {
    this.#lab = lab;
    this.#programs = programs;
    this.#random = random;
  }

  going(from: string, to: string): boolean {
    return this.#between.has(`${from} ${to}`);
  }

  /** Pings through the overlay, whose interface is `device`. */
  async between(
    from: string,
    { to, interval }: Pick<Stimulus, "to" | "interval">,
    { address, device }: { readonly address: string; readonly device: string | undefined },
  ): Promise<void> {
    this.#between.add(`${from} ${to}`);
    if (device !== undefined) await this.#askOften(from, device);
    const { size: least, largest: most } = echo;
    await this.#lab.startEchoes({ node: from, address, interval, least, most, seed: this.#random.u32() });
  }

  /** An overlay in layer three has nothing to ask for. */
  async #askOften(node: string, device: string): Promise<void> {
    await this.#lab.exec(node, [
      "ip",
      "ntable",
      "change",
      "name",
      "arp_cache",
      "dev",
      device,
      "retrans",
      `${tuned.arp}`,
    ]);
  }

  /** Pings from one end of a cable to the other, `count` times, independently of the overlay. */
  async over({ owner, far, size }: LossyCable, count: number): Promise<void> {
    const processes = size === load.longest ? load.processes : 1;
    const each = Math.ceil(count / processes);
    const numbers = ["-i", `${load.interval / 1000}`, "-s", `${size}`, "-c", `${each}`];
    for (let i = 0; i < processes; i++) {
      const logFile = this.#programs.log(`${owner}-load${i === 0 ? "" : i + 1}`);
      const process = await this.#lab.spawn(owner, ["ping", "-n", "-q", ...numbers, far.address], { logFile });
      this.#loads = [...this.#loads, process];
    }
  }

  async endLoads(): Promise<void> {
    const loads = this.#loads;
    this.#loads = [];
    await Promise.all(loads.map((process) => process.kill("SIGINT")));
  }

  async silence(): Promise<void> {
    this.#between.clear();
    await Promise.all([this.#lab.stopEchoes(), this.endLoads()]);
  }
}
