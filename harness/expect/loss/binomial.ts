/** P(X = k) for k = 0 … `last` of n independent losses with probability p, exact up to floating point. */
function distribution(n: number, p: number, last = n): number[] {
  if (p <= 0 || p >= 1) return Array.from({ length: last + 1 }, (_, k) => (k === (p <= 0 ? 0 : n) ? 1 : 0));
  const logs: number[] = [n * Math.log1p(-p)];
  for (let k = 1; k <= last; k++) logs.push(logs[k - 1]! + Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p));
  return logs.map(Math.exp);
}

/**
 * As in Clopper–Pearson: the fewest and the most losses of n whose tail probability is at least `risk`. `dispersion`: losses
 * come in bursts, and n packets say as much as n divided by it.
 */
export function plausibleLosses(
  n: number,
  p: number,
  risk: number,
  dispersion = 1,
): { readonly least: number; readonly most: number } {
  const groups = Math.ceil(n / dispersion);
  const chances = distribution(groups, p);
  let [least, below] = [0, 0];
  while (least < groups && below + chances[least]! < risk) below += chances[least++]!;
  let [most, above] = [groups, 0];
  while (most > 0 && above + chances[most]! < risk) above += chances[most--]!;
  if (dispersion === 1) return { least, most };
  return {
    least: Math.max(0, Math.ceil((least - 1) * dispersion)),
    most: Math.min(n, Math.ceil((most + 1) * dispersion)),
  };
}

/** P(X > most) of n independent losses with probability p. */
export function chanceOfMore(most: number, n: number, p: number): number {
  return 1 - distribution(n, p, Math.min(most, n)).reduce((sum, chance) => sum + chance, 0);
}

/** The smallest p for which more than `most` of n are lost with this probability; 1 if there is none. */
export function leastNoticed(most: number, n: number, probability: number): number {
  if (most >= n) return 1;
  let [no, yes] = [0, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (no + yes) / 2;
    if (chanceOfMore(most, n, middle) >= probability) yes = middle;
    else no = middle;
  }
  return yes;
}
