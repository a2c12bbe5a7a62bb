import { cpus, getPriority, type CpuInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Tunable. */
const tuned = {
  /** Milliseconds over which idle time is measured. */
  window: 200,
  /** Idle cores that another case needs: about what one takes on average. */
  cores: 0.5,
};

/**
 * Starts cases one by one, each when processors are idle: timed programs of one case must not wait for a processor because
 * another case is being built. On a small or busy machine cases run one after the other.
 */
export class ProcessorRoom {
  readonly #idle: () => Promise<number>;
  #running = 0;
  #turn: Promise<void> = Promise.resolve();

  /** `idle`: measures how many cores are idle, which takes a moment. */
  constructor(idle: () => Promise<number> = idleCores) {
    this.#idle = idle;
  }

  /** In the order of the calls. The first of all starts at once. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#turn = this.#turn.then(() => this.#untilRoom());
    await this.#turn;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }

  async #untilRoom(): Promise<void> {
    while (this.#running > 0 && (await this.#idle()) < tuned.cores);
    this.#running++;
  }
}

async function idleCores(): Promise<number> {
  const before = cpus();
  await sleep(tuned.window);
  return idleBetween(before, cpus(), getPriority() <= 0);
}

type Times = Pick<CpuInfo, "times">;

/** Cores that were idle. `aboveNice`: those who run at a lower priority give way to us, so their time counts as idle. */
export function idleBetween(before: readonly Times[], after: readonly Times[], aboveNice: boolean): number {
  const free = ({ times }: Times): number => times.idle + (aboveNice ? times.nice : 0);
  return after.reduce((sum, now, i) => {
    const then = before[i];
    if (then === undefined) return sum;
    const spent = total(now) - total(then);
    return spent > 0 ? sum + (free(now) - free(then)) / spent : sum;
  }, 0);
}

const total = ({ times }: Times): number => Object.values(times).reduce((sum, value) => sum + value, 0);
