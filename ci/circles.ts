/**
 * The circles in a graph of imports, as lines "a → b → a": every file that reaches itself is in one of them. A type that is imported counts: who reads one file of a circle must read them all.
 */
export function circles(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const named = new Set<string>();
  const found: string[] = [];
  for (const file of imports.keys()) {
    if (named.has(file)) continue;
    const circle = shortestBack(file, imports);
    if (circle === undefined) continue;
    for (const one of circle) named.add(one);
    found.push([...circle, file].join(" → "));
  }
  return found;
}

/** Breadth first. Undefined = the file does not reach itself. */
function shortestBack(file: string, imports: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const from = new Map<string, string>();
  const reached = [file];
  for (let at = reached.shift(); at !== undefined; at = reached.shift()) {
    for (const next of imports.get(at) ?? []) {
      if (next === file) return wayTo(at, from);
      if (from.has(next)) continue;
      from.set(next, at);
      reached.push(next);
    }
  }
  return undefined;
}

function wayTo(file: string, from: ReadonlyMap<string, string>): readonly string[] {
  const way = [file];
  for (let at = from.get(file); at !== undefined; at = from.get(at)) way.unshift(at);
  return way;
}
