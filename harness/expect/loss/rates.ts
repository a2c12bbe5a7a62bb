import { leastNoticed, plausibleLosses } from "./binomial.ts";

/**
 * Ours: how sure a judgement on loss is to be.
 * - `falseAlarm`: how rarely a sound program fails, and how rarely a sound cable makes a case inconclusive (each
 *   direction, on each side).
 * - `detection`: how surely the smallest loss that is said to be noticed is noticed.
 * - `sound`: the share of pings that a sound program may lose without a cable's doing.
 * - `program`, `link`: the loss that must be noticed, of its own, and beyond what was asked: where fewer packets were
 *   counted than that takes, nothing is claimed. A cable's is as much again as was asked, where that is more.
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

/** On what a program loses of n pings that no cable lost. */
export function programBound(n: number): Bound {
  const { most } = plausibleLosses(n, rates.sound, rates.falseAlarm.program);
  return { least: 0, most, noticed: leastNoticed(most, n, rates.detection) };
}

/** On what a cable that was asked to lose `asked` loses of n datagrams. */
export function linkBound(n: number, asked: number): Bound {
  const { least, most } = plausibleLosses(n, asked, rates.falseAlarm.link);
  return { least, most, noticed: leastNoticed(most, n, rates.detection) };
}

/** The loss of a cable that must not pass as the one asked for. */
export const otherLink = (asked: number): number => Math.min(1, asked + Math.max(asked, rates.link));

/** How many pings, none of them lost, distinguish a sound program from one that loses `rates.program`. */
export const pingsNeeded = fewest((n) => programBound(n).noticed <= rates.program);

/** How many datagrams distinguish a cable that loses what was asked from `otherLink`. */
export const datagramsNeeded = (asked: number): number =>
  asked <= 0 ? 0 : fewest((n) => linkBound(n, asked).noticed <= otherLink(asked));

/** The least n from which on the condition holds, near enough: doubled, then halved. */
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
