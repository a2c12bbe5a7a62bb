import type { Random } from "../../src/base/random.ts";
import type { Stimulus } from "../evidence/evidence.ts";
import type { Lab, Process } from "../lab/lab.ts";
import type { LabPrograms } from "./programs/programs.ts";
import type { LossyCable } from "../story/lossy-cables.ts";
import { echoSize, load } from "../story/story-plan.ts";

/** The programs that ping in a laboratory, until they are stopped. */
export class LabPings {
  readonly #lab: Lab;
  readonly #programs: LabPrograms;
  readonly #random: Random;
  #running: { readonly from: string; readonly to: string; readonly process: Process }[] = [];

  constructor(lab: Lab, programs: LabPrograms, random: Random) {
    this.#lab = lab;
    this.#programs = programs;
    this.#random = random;
  }

  going(from: string, to: string): boolean {
    return this.#running.some((one) => one.from === from && one.to === to);
  }

  /**
   * Pings through the overlay. One ping(8) has one size, and several that take turns drift together in time; what a program
   * then sends at once is one packet in captures, which the kernel segments later.
   */
  async between(from: string, { to, interval }: Pick<Stimulus, "to" | "interval">, address: string): Promise<void> {
    const argv = ["ping", "-n", "-i", `${interval / 1000}`, "-s", `${echoSize(this.#random)}`, address];
    const logFile = this.#programs.log(`${from}-ping-${to}`);
    this.#running.push({ from, to, process: await this.#lab.spawn(from, argv, { logFile }) });
  }

  /** Pings from one end of a cable to the other, `count` times, independently of the overlay. */
  async over({ owner, far }: LossyCable, count: number): Promise<void> {
    const numbers = ["-i", `${load.interval / 1000}`, "-s", `${load.size}`, "-c", `${count}`];
    const logFile = this.#programs.log(`${owner}-load`);
    const process = await this.#lab.spawn(owner, ["ping", "-n", "-q", ...numbers, far.address], { logFile });
    this.#running.push({ from: owner, to: `${far.node}, its cable`, process });
  }

  async silence(): Promise<void> {
    const running = this.#running;
    this.#running = [];
    await Promise.all(running.map(({ process }) => process.kill("SIGINT")));
  }
}
