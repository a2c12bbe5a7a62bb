import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Tunable. */
const tuned = {
  /** Milliseconds over which idle time is measured. */
  window: 400,
  /** Idle cores that another case needs, at most half of the machine. */
  cores: 1,
};

/**
 * Starts cases one by one, each when processors are idle: timed programs of one case must not wait for a processor because
 * another case is being built. On a small or busy machine cases run one after the other.
 */
export class ProcessorRoom {
  readonly #idle: () => Promise<number>;
  readonly #needed: number;
  #running = 0;
  #turn: Promise<void> = Promise.resolve();

  /** `idle`: measures how many cores are idle, which takes a moment. */
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
