import type { SimDatagram } from "./datagram.ts";

/** Which pairs cannot reach each other across the internet. */
export class Partitions {
  readonly #between = new Map<string, readonly [ReadonlySet<string>, ReadonlySet<string>]>();

  set(name: string, a: readonly string[], b: readonly string[]): void {
    this.#between.set(name, [new Set(a), new Set(b)]);
  }

  heal(name: string): void {
    this.#between.delete(name);
  }

  drop({ from, to }: SimDatagram): boolean {
    for (const [a, b] of this.#between.values()) {
      if (a.has(from.address) && b.has(to.address)) return true;
      if (b.has(from.address) && a.has(to.address)) return true;
    }
    return false;
  }
}
