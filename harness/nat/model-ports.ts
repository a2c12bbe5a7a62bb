import type { PortAllocation } from "../topology/nat.ts";
import { portsInOrder, type PortPool } from "./nft-pool.ts";

/** Ports taken from the pool before a new mapping is refused for want of a free one; the rulesets try as often. */
const tuned = { tries: 8 };

/**
 * Hands out external ports in the order of the pool, over and over. The order does not depend on what is free, as a
 * packet filter can only take the next one and look (`numgen inc`).
 */
export class PortAllocator {
  private readonly keepsInsidePort: boolean;
  private readonly order: readonly number[];
  private next = 0;

  constructor(policy: PortAllocation, pool: PortPool, seed: number) {
    this.keepsInsidePort = policy === "preserving";
    this.order = portsInOrder(policy, pool, seed);
  }

  /** Undefined = none free within the tries allowed. */
  allocate(insidePort: number, isFree: (port: number) => boolean): number | undefined {
    if (this.keepsInsidePort && isFree(insidePort)) return insidePort;
    for (let i = 0; i < tuned.tries; i++) {
      const port = this.order[this.next]!;
      this.next = (this.next + 1) % this.order.length;
      if (isFree(port)) return port;
    }
    return undefined;
  }
}
