import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Ours to choose. */
const tuned = {
  /** Milliseconds over which the processors are watched. */
  window: 400,
  /** Idle cores that a further case needs; half of the machine where that is less. */
  cores: 1,
};

/**
 * Starts cases one by one, each when the processors have room for it: what is timed in one case must not wait for the
 * processor because another is being built. On a machine that is small, or that others keep busy, they run in turn.
 */
export class ProcessorRoom {
  readonly #idle: () => Promise<number>;
  readonly #needed: number;
  #running = 0;
  #turn: Promise<void> = Promise.resolve();

  /** `idle`: how many cores had nothing to do just now, which takes a moment to watch. */
  constructor(idle: () => Promise<number> = idleCores, cores = cpus().length) {
    this.#idle = idle;
    this.#needed = Math.min(tuned.cores, cores / 2);
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
    while (this.#running > 0 && (await this.#idle()) < this.#needed);
    this.#running++;
  }
}

async function idleCores(): Promise<number> {
  const before = cpus();
  await sleep(tuned.window);
  return cpus().reduce((sum, { times }, i) => {
    const then = before[i]?.times;
    if (then === undefined) return sum;
    const spent = total(times) - total(then);
    return spent > 0 ? sum + (times.idle - then.idle) / spent : sum;
  }, 0);
}

const total = (times: ReturnType<typeof cpus>[number]["times"]): number =>
  Object.values(times).reduce((sum, value) => sum + value, 0);
