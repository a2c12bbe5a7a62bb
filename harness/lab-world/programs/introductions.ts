import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import type { RunInNode, RunningNode, SystemUnderTest } from "../../sut/contract.ts";

/** Tunable, in milliseconds. */
const tuned = { every: 1000 };

/** Calls `introduce` of systems whose nodes cannot find each other. */
export class Introductions {
  readonly #run: RunInNode;
  readonly #running = new Map<string, { readonly system: SystemUnderTest; readonly node: RunningNode }>();
  readonly #over = new AbortController();
  #going: Promise<void> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(lab: Lab) {
    this.#run = (node, argv, input) => lab.exec(node, argv, input);
  }

  /** Rejects as `introduce` does. */
  async started(system: SystemUnderTest, node: RunningNode): Promise<void> {
    this.#running.set(node.host.name, { system, node });
    if (system.introduce === undefined) return;
    await this.#introduce(system);
    this.#going ??= this.#goOn();
  }

  stopped(node: string): void {
    this.#running.delete(node);
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#going;
  }

  /** One at a time, because each must see what the one before has changed. */
  #introduce(system: SystemUnderTest): Promise<void> {
    const turn = this.#turn.then(() => this.#introduceNow(system));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #introduceNow(system: SystemUnderTest): Promise<void> {
    const nodes = [...this.#running.values()].filter((one) => one.system === system).map(({ node }) => node);
    await system.introduce!(nodes, this.#run);
  }

  /** Ignores errors: one that matters shows in the packets. */
  async #goOn(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await sleep(tuned.every, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const systems = new Set([...this.#running.values()].map(({ system }) => system));
      const introducing = [...systems].filter((system) => system.introduce !== undefined);
      await Promise.allSettled(introducing.map((system) => this.#introduce(system)));
    }
  }
}
