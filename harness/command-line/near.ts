/** The names closest to a mistyped one, best first: those within a third of its length in edits, or sharing a part. */
export function nearNames(wanted: string, names: readonly string[], most = 3): readonly string[] {
  const limit = Math.max(2, Math.ceil(wanted.length / 3));
  return names
    .map((name) => ({ name, edits: edits(wanted, name), part: name.includes(wanted) || sharesWord(wanted, name) }))
    .filter(({ edits, part }) => edits <= limit || part)
    .sort((x, y) => x.edits - y.edits)
    .slice(0, most)
    .map(({ name }) => name);
}

function sharesWord(a: string, b: string): boolean {
  const words = new Set(a.split("-").filter((word) => word.length > 3));
  return b.split("-").some((word) => words.has(word));
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
