import { seededRandom } from "../../../src/base/random.ts";
import { blocks, usualRange } from "../../topology/nat/check.ts";
import type { PortAllocation, Translation } from "../../topology/nat/nat.ts";

/** The external ports that a NAT allocates if it does not keep the inside port: `size` of `first`…`last`. */
export interface PortPool {
  readonly first: number;
  readonly last: number;
  readonly size: number;
}

/** `size`: loading 512 elements takes nft some 3 ms, 2048 some 15 ms. */
export const usualPool: PortPool = { ...usualRange, size: 512 };

/** Ports that are allocated in turn, round and round; `block` and `odd` say for which hosts, absent = for all. */
export interface PortSource {
  /** Which inside hosts: those with these low bits of their address. */
  readonly block?: number;
  /** Which inside ports. */
  readonly odd?: boolean;
  readonly ports: readonly number[];
}

/** Which hosts get ports from which list, in which order; the same for the same seed. */
export function portSources(nat: Translation, pool: PortPool, seed: number): readonly PortSource[] {
  const from: PortPool = nat.range === undefined ? pool : { ...nat.range, size: pool.size };
  const byBlock: readonly PortSource[] =
    nat.block === undefined
      ? [{ ports: portsInOrder(nat.ports, from, seed) }]
      : Array.from({ length: blocks }, (_, block) => {
          const first = from.first + block * nat.block!;
          const own = { first, last: first + nat.block! - 1, size: nat.block! };
          return { block, ports: portsInOrder(nat.ports, own, seed + block) };
        });
  if (nat.parity !== true) return byBlock;
  return byBlock.flatMap((source) =>
    [false, true].map((odd) => ({ ...source, odd, ports: source.ports.filter((port) => (port % 2 === 1) === odd) })),
  );
}

/**
 * How many ports are tried before a new mapping is refused because none is free: all of a small pool, so that every port
 * can be used; few of a big one, because each try takes two rules.
 */
export function allocationTries(sources: readonly PortSource[]): number {
  const longest = Math.max(...sources.map(({ ports }) => ports.length));
  return longest <= tuned.small ? Math.max(tuned.few, longest) : tuned.few;
}

const tuned = { small: 64, few: 8 };

/**
 * The pool in order of allocation: ascending for sequential allocation, else a random sample without repetition,
 * determined by the seed. `preserving` takes ports from it if it cannot preserve one.
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
