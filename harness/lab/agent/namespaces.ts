import { openSync } from "node:fs";
import { Bug } from "../../../src/base/bug.ts";
import { LabError } from "../lab-error.ts";
import { errnoName, setns, spec } from "./libc.ts";

/**
 * Enters the network namespace of a node. What is created there stays there: a child process, a bound socket, an open
 * file below /proc/thread-self/net. Only for synchronous work on the main thread: `setns` affects the calling thread.
 */
export class Namespaces {
  readonly #home = openSync("/proc/thread-self/ns/net", "r");
  readonly #nodes = new Map<string, number>();

  inside<T>(node: string, act: () => T): T {
    if (setns(this.#descriptor(node), spec.cloneNewNet) !== 0) {
      throw new LabError(`cannot enter the namespace of ${node}: ${errnoName()}`);
    }
    try {
      return act();
    } finally {
      this.#return(node);
    }
  }

  get nodes(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  /** Opens the namespace that `ip netns add` has created. */
  learn(node: string): void {
    this.#nodes.set(node, openSync(`/run/netns/${node}`, "r"));
  }

  #return(node: string): void {
    if (setns(this.#home, spec.cloneNewNet) !== 0) throw new Bug(`no way back from ${node}: ${errnoName()}`);
  }

  #descriptor(node: string): number {
    const descriptor = this.#nodes.get(node);
    if (descriptor === undefined) throw new LabError(`no node ${node}; choose from ${this.nodes.join(", ")}`);
    return descriptor;
  }
}
