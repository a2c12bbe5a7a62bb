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
  const all = pool.last - pool.first + 1;
  const count = Math.min(pool.size, all);
  const chosen = ports === "sequential" ? Array.from({ length: count }, (_, index) => index) : sample(count, all, seed);
  return chosen.map((index) => pool.first + index);
}

/** `count` of the numbers below `all`: Fisher and Yates' shuffle, stopped when the first `count` are settled. */
function sample(count: number, all: number, seed: number): number[] {
  const random = seededRandom(seed);
  // What a place holds, plus one; 0 = its own number. Most places are never looked at.
  const held = new Uint32Array(all);
  const at = (place: number): number => (held[place] === 0 ? place : held[place]! - 1);
  const chosen: number[] = [];
  for (let i = 0; i < count; i++) {
    const j = i + (random.u32() % (all - i));
    chosen.push(at(j));
    held[j] = at(i) + 1;
  }
  return chosen;
}
