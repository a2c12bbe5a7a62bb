import type { Random } from "../../src/base/random.ts";
import type { PortAllocation } from "../topology/nat.ts";

/** The external ports that a NAT draws from when it does not keep the inside port. */
export interface PortPool {
  readonly first: number;
  readonly count: number;
  /** How many ports are looked at before a packet is dropped for want of a free one. */
  readonly tries: number;
}

/** Ours to choose. */
export const tunedPool: PortPool = { first: 40_000, count: 512, tries: 4 };

/**
 * Draws ports in a fixed order, over and over: ascending for `sequential`, a shuffled one else. The order does not
 * depend on what is free, as a packet filter can only take the next one and look (`numgen inc`).
 */
export class PortAllocator {
  private readonly order: readonly number[];
  private next = 0;
  private readonly policy: PortAllocation;
  private readonly tries: number;

  constructor(policy: PortAllocation, pool: PortPool, random: Random) {
    this.policy = policy;
    this.tries = pool.tries;
    const ascending = Array.from({ length: pool.count }, (_, i) => pool.first + i);
    this.order = policy === "sequential" ? ascending : shuffled(ascending, random);
  }

  /** Undefined = none free within the tries allowed. */
  allocate(insidePort: number, isFree: (port: number) => boolean): number | undefined {
    if (this.policy === "preserving" && isFree(insidePort)) return insidePort;
    for (let i = 0; i < this.tries; i++) {
      const port = this.order[this.next]!;
      this.next = (this.next + 1) % this.order.length;
      if (isFree(port)) return port;
    }
    return undefined;
  }
}

function shuffled(ports: readonly number[], random: Random): number[] {
  const order = [...ports];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.u32() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
