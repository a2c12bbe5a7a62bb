import type { Log } from "../log/log.ts";

/** What a hook receives: environment variables, and nothing else. */
export type HookFacts = Readonly<Record<string, string>>;

/** How a hook ended; undefined = well. */
export type HookFault = string | undefined;

/** Runs a hook's program once. Never rejects. */
export type RunHook = (facts: HookFacts) => Promise<HookFault>;

/** Tunable: a hook that is slower than events waits for none of them. */
const tuned = { waiting: 256 } as const;

/**
 * One hook: its program runs for one event at a time, in the order of events. Of events about one thing only the last
 * is still news. Bounded: events beyond are left out, and counted.
 */
export class HookQueue {
  readonly #name: string;
  readonly #run: RunHook;
  readonly #log: Log;
  readonly #waiting = new Map<string, HookFacts>();
  #running: Promise<void> | undefined;
  #isFaulty = false;
  #leftOut = 0;

  constructor(name: string, run: RunHook, log: Log) {
    this.#name = name;
    this.#run = run;
    this.#log = log;
  }

  /** `about`: the thing whose earlier event is no longer news. */
  add(about: string, facts: HookFacts): void {
    if (!this.#waiting.delete(about) && this.#waiting.size >= tuned.waiting) {
      if (this.#leftOut++ === 0) this.#warn("events come faster than a hook runs", { waiting: tuned.waiting });
      return;
    }
    this.#waiting.set(about, facts);
    this.#running ??= this.#work();
  }

  /** Nothing that waits is run any more. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Resolves when its program does not run, and nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #work(): Promise<void> {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const [about, facts] = next;
      this.#waiting.delete(about);
      this.#ended(await this.#run(facts));
    }
    this.#leftOut = 0;
    this.#running = undefined;
  }

  /** The same program fails for the same reason at each event: it is said once until it works. */
  #ended(fault: HookFault): void {
    if (fault !== undefined && !this.#isFaulty) this.#warn("a hook failed", { why: fault });
    if (fault === undefined && this.#isFaulty)
      this.#log({ level: "normal", what: "a hook works again", with: { hook: this.#name } });
    this.#isFaulty = fault !== undefined;
  }

  #warn(what: string, facts: Readonly<Record<string, string | number>>): void {
    this.#log({ level: "warning", what, with: { hook: this.#name, ...facts } });
  }
}
