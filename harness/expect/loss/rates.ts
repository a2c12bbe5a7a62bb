import { leastNoticed, plausibleLosses } from "./binomial.ts";

/**
 * Tunable: how certain a judgement on loss must be.
 * - `falseAlarm`: the probability that a sound program fails, and that a sound cable makes a case inconclusive (per
 *   direction and side).
 * - `detection`: the probability with which the smallest loss said to be noticed is noticed.
 * - `sound`: the fraction of pings that a sound program may lose.
 * - `program`, `link`: the loss that must be noticed: a program's own, and a cable's beyond the configured one, or once
 *   more the configured one, if that is more. With too few packets for that, nothing is claimed.
 */
export const rates = {
  falseAlarm: { program: 1e-3, link: 1e-4 },
  detection: 0.99,
  sound: 1e-5,
  program: 0.1,
  link: 0.05,
} as const;

/** A bound on a count of losses, and the smallest loss that would have broken it with probability `detection`. */
export interface Bound {
  readonly least: number;
  readonly most: number;
  readonly noticed: number;
}

/** For a program's losses of n pings that no cable lost. */
export function programBound(n: number): Bound {
  const { most } = plausibleLosses(n, rates.sound, rates.falseAlarm.program);
  return { least: 0, most, noticed: leastNoticed(most, n, rates.detection) };
}

/** For the losses of n datagrams by a cable with a configured loss of `asked`; `dispersion` as for `plausibleLosses`. */
export function linkBound(n: number, asked: number, dispersion = 1): Bound {
  const { least, most } = plausibleLosses(n, asked, rates.falseAlarm.link, dispersion);
  const [groups, mostGroups] = [n, most].map((count) => Math.ceil(count / dispersion)) as [number, number];
  return { least, most, noticed: leastNoticed(mostGroups, groups, rates.detection) };
}

/** The loss of a cable that must not pass for the configured one. */
export const otherLink = (asked: number): number => Math.min(1, asked + Math.max(asked, rates.link));

/** How many pings, none of them lost, distinguish a sound program from one that loses `rates.program`. */
export const pingsNeeded = fewest((n) => programBound(n).noticed <= rates.program);

/** How many datagrams distinguish a cable with the configured loss from `otherLink`. */
export const datagramsNeeded = (asked: number, dispersion = 1): number =>
  asked <= 0 ? 0 : Math.ceil(fewest((n) => linkBound(n, asked).noticed <= otherLink(asked)) * dispersion);

/** Approximately the least n from which on the condition holds, by doubling, then bisection. */
function fewest(enough: (n: number) => boolean): number {
  let [no, yes] = [0, 1];
  while (!enough(yes) && yes < 1 << 14) [no, yes] = [yes, yes * 2];
  while (yes - no > 1) {
    const middle = Math.ceil((no + yes) / 2);
    if (enough(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
