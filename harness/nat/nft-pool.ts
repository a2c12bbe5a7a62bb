import { seededRandom } from "../../src/base/random.ts";
import type { PortAllocation } from "../topology/nat.ts";

/** The external ports that a NAT hands out when it does not keep the inside port: `size` of `first`…`last`. */
export interface PortPool {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** `size`: loading 512 elements takes nft some 3 ms, 2048 some 15 ms. */
export const usualPool: PortPool = { first: 40_000, last: 59_999, size: 512 };

/**
 * The pool in the order it is handed out: ascending for sequential allocation, else a sample without repetition that
 * the seed decides. `preserving` draws from it what it cannot preserve.
 */
export function portsInOrder(ports: PortAllocation, pool: PortPool, seed: number): readonly number[] {
  const all = Array.from({ length: pool.last - pool.first + 1 }, (_, index) => pool.first + index);
  if (ports !== "sequential") shuffleHead(all, pool.size, seed);
  return all.slice(0, pool.size);
}

/** Fisher and Yates' shuffle, stopped when the first `count` are settled. */
function shuffleHead(all: number[], count: number, seed: number): void {
  const random = seededRandom(seed);
  for (let i = 0; i < Math.min(count, all.length); i++) {
    const j = i + (random.u32() % (all.length - i));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
}
