/** How many items of a sorted list are at most `limit`. */
export function countUpTo<T>(sorted: readonly T[], limit: number, valueOf: (item: T) => number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(sorted[middle]!) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
