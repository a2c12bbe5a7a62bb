import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";
import type { RunInNode, RunningNode, SystemUnderTest } from "../sut/contract.ts";

/** Ours to choose, in milliseconds. */
const tuned = { every: 1000 };

/** Has systems introduce their nodes to each other, where that is part of the system: see `introduce`. */
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

  /** One at a time: what was seen before another changed it would be out of date. */
  #introduce(system: SystemUnderTest): Promise<void> {
    const turn = this.#turn.then(() => this.#introduceNow(system));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #introduceNow(system: SystemUnderTest): Promise<void> {
    const nodes = [...this.#running.values()].filter((one) => one.system === system).map(({ node }) => node);
    await system.introduce!(nodes, this.#run);
  }

  /** What fails here fails again, or shows in the packets. */
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
