import type { LabAct } from "../lab/act.ts";
import type { Lab } from "../lab/lab.ts";

/** An act with its time: milliseconds of the wall clock. */
export interface TimedAct {
  readonly at: number;
  readonly act: LabAct;
}

/** What a story does to its laboratory, but for the paths that are closed to test them. */
export class ActLog {
  readonly all: TimedAct[] = [];
  #paused = 0;

  constructor(lab: Lab) {
    lab.onAct((act) => {
      if (this.#paused === 0) this.all.push({ at: Date.now(), act });
    });
  }

  async without(deed: () => Promise<void>): Promise<void> {
    this.#paused++;
    try {
      await deed();
    } finally {
      this.#paused--;
    }
  }
}
