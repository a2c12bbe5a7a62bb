import { setTimeout as sleep } from "node:timers/promises";
import { instant, type Duration } from "../../src/base/instant.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { CpuPressure } from "./cpu-pressure.ts";
import type { LabPrograms } from "./programs/programs.ts";

/** Tunable, milliseconds: how often the waiting times that excuse late pings are read. */
const tuned = { every: 100 } as const;

/** Waits in a laboratory, and records how long its programs waited for a processor. */
export class LabWaits {
  readonly #programs: LabPrograms;
  readonly #pressure = new CpuPressure();
  readonly #readings: NonNullable<Evidence["waiting"]>[number][] = [];

  constructor(programs: LabPrograms) {
    this.#programs = programs;
  }

  async read(): Promise<Pick<Evidence, "waiting" | "cpuPressure">> {
    await this.#readOnce();
    return { ...this.#pressure.read(), waiting: [...this.#readings] };
  }

  /** Throws when a program has ended meanwhile. */
  async rest(time: Duration): Promise<void> {
    const end = Date.now() + time;
    for (let left: number = time; left > 0; left = end - Date.now()) {
      await sleep(Math.min(tuned.every, left));
      if (this.#programs.ended !== undefined) throw this.#programs.ended;
      if (left > tuned.every) await this.#readOnce();
    }
  }

  async #readOnce(): Promise<void> {
    this.#readings.push(...(await this.#programs.waiting(instant(Date.now()))));
  }
}
