import { readFileSync } from "node:fs";
import type { InterfaceNames } from "../protocol.ts";
import { ifNameToIndex } from "./libc.ts";
import type { Namespaces } from "./namespaces.ts";

/** Tunable: an interface that exists for less than this may remain without a name. */
const tuned = { lookEvery: 100 };

/** Remembers every interface ever seen: those of programs appear late and vanish with them. */
export class Interfaces {
  readonly #namespaces: Namespaces;
  readonly #seen: Record<string, Record<string, string>> = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(namespaces: Namespaces) {
    this.#namespaces = namespaces;
  }

  watch(): void {
    if (this.#timer === undefined) this.#timer = setInterval(() => this.look(), tuned.lookEvery);
  }

  look(): InterfaceNames {
    for (const node of this.#namespaces.nodes) {
      const seen = (this.#seen[node] ??= {});
      this.#namespaces.inside(node, () => {
        for (const name of names()) seen[ifNameToIndex(name)] = name;
      });
    }
    return this.#seen;
  }
}

/** Two lines of heading, then "  eth0: counters …" (net/core/net-procfs.c). */
function names(): string[] {
  const lines = readFileSync("/proc/thread-self/net/dev", "latin1").trimEnd().split("\n").slice(2);
  return lines.map((line) => line.slice(0, line.lastIndexOf(":")).trim());
}
