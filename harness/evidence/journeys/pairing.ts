import type { Instant } from "../../../src/base/instant.ts";

/** How much later than its cause an effect may be seen. Captures share one clock; `slack` allows for ties. */
export interface Window {
  readonly slack: number;
  readonly most: number;
}

/**
 * Matches each effect with the oldest free cause within the window: first in, first out, as for equal datagrams on one
 * cable and equal echo requests. Both lists in time order. Effect → cause.
 */
export function pairInOrder<T extends { readonly at: Instant }>(
  causes: readonly T[],
  effects: readonly T[],
  { slack, most }: Window,
): Map<T, T> {
  const pairs = new Map<T, T>();
  let next = 0;
  for (const effect of effects) {
    while (next < causes.length && causes[next]!.at < effect.at - most) next++;
    const cause = causes[next];
    if (cause === undefined || cause.at > effect.at + slack) continue;
    pairs.set(effect, cause);
    next++;
  }
  return pairs;
}

/**
 * Matches each effect with the latest free cause before it, from the last effect backwards: causes without an effect are
 * skipped, and bursts stay in order. Both lists in time order. Effect → cause.
 */
export function pairWithLatest<T extends { readonly at: Instant }>(
  causes: readonly T[],
  effects: readonly T[],
  { slack, most }: Window,
): Map<T, T> {
  const pairs = new Map<T, T>();
  let next = causes.length - 1;
  for (const effect of [...effects].reverse()) {
    while (next >= 0 && causes[next]!.at > effect.at + slack) next--;
    const cause = causes[next];
    if (cause === undefined || cause.at < effect.at - most) continue;
    pairs.set(effect, cause);
    next--;
  }
  return pairs;
}

/** Groups in order of first appearance; each group keeps the order of the items. */
export function groupBy<T, Key extends string | number>(
  items: Iterable<T>,
  keyOf: (item: T) => Key | undefined,
): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
