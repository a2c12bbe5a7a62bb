/** Named counters in memory shared with the program's thread; `view` has them in this order. */
export function sharedCounters<Name extends string>(names: readonly Name[], view: Float64Array): Record<Name, number> {
  const counters = {};
  for (const [i, name] of names.entries()) {
    Object.defineProperty(counters, name, { get: () => view[i]!, set: (value: number) => (view[i] = value) });
  }
  return counters as Record<Name, number>;
}
