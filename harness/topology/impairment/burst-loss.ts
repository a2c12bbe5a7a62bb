import { ConfigError } from "../../../src/base/config-error.ts";
import type { BurstLoss } from "../link.ts";
import { shareAmount } from "./amounts.ts";

/**
 * `"2%/5"`: 2 % of all packets, in bursts of 5 on average. `"1%:25%"`, `"1%:25%:50%:100%"`: p, r, h and k of Gilbert and
 * Elliott; without h and k everything is lost in the bad state and nothing in the good one. An object holds those four. Throws
 * ConfigError.
 */
export function burstLossAmount(value: string | BurstLoss, where: string): BurstLoss {
  const written = typeof value === "string" ? fromText(value, where) : value;
  const { p, r, h, k } = written;
  for (const [name, probability] of Object.entries({ p, r, h, k })) shareAmount(probability, `${where}.${name}`);
  if (p > 0 && r > 0) return { p, r, h, k };
  throw new ConfigError(`${where}: p and r must be more than 0, or one of the states is never reached or never left`);
}

function fromText(text: string, where: string): BurstLoss {
  const [, mean, length] = /^([\d.]+ ?%) ?\/ ?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (mean !== undefined) return withMean(shareAmount(mean, where), Number(length), where);
  const shares = text.split(":");
  if (shares.length < 2 || shares.length > 4) {
    throw new ConfigError(
      `${where}: ${JSON.stringify(text)} is not a loss in bursts; write e.g. "2%/5" for 2 % in bursts of 5 on average, or p:r:h:k of Gilbert and Elliott, e.g. "1%:25%:0%:100%"`,
    );
  }
  const [p = 0, r = 0, h = 0, k = 1] = shares.map((share) => shareAmount(share.trim(), where));
  return { p, r, h, k };
}

function withMean(mean: number, length: number, where: string): BurstLoss {
  const r = 1 / length;
  const p = (r * mean) / (1 - mean);
  if (mean > 0 && mean < 1 && length >= 1 && p <= 1) return { p, r, h: 0, k: 1 };
  const least = mean > 0 && mean < 1 ? Math.max(1, mean / (1 - mean)) : 1;
  throw new ConfigError(
    `${where}: bursts that lose ${mean * 100} % and are ${length} packets long do not exist; write more than 0 % and less than 100 %, and a length of ${Number(least.toFixed(2))} or more`,
  );
}

/** The share of time in the bad state. */
export const badShare = ({ p, r }: BurstLoss): number => p / (p + r);

/** The fraction of packets lost in the long run. */
export const meanBurstLoss = (loss: BurstLoss): number =>
  badShare(loss) * (1 - loss.h) + (1 - badShare(loss)) * (1 - loss.k);

/**
 * By which factor the variance of a number of losses exceeds that of independent ones: n packets say as much as n divided by
 * it. From the autocorrelation of a two-state chain, (1 − p − r)^lag.
 */
export function burstDispersion(loss: BurstLoss): number {
  const [mean, bad, memory] = [meanBurstLoss(loss), badShare(loss), 1 - loss.p - loss.r];
  const spread = mean * (1 - mean);
  if (spread === 0) return 1;
  const between = (loss.k - loss.h) ** 2 * bad * (1 - bad);
  return Math.max(1, 1 + (2 * between * memory) / ((1 - memory) * spread));
}

/**
 * The mean number of packets lost in a row: the losses, divided by the runs of losses, which begin with a loss behind a packet
 * that arrived.
 */
export function meanBurstLength(loss: BurstLoss): number {
  const begins = runsBegin(loss);
  const share = begins.bad + begins.good;
  return share === 0 ? Infinity : meanBurstLoss(loss) / share;
}

/**
 * What share of the runs of losses has each length: one, two, and so on to `longest`, which stands for all longer ones too.
 * Empty = no run ever begins.
 */
export function burstLengths(loss: BurstLoss, longest: number): readonly number[] {
  const { p, r, h, k } = loss;
  let state = runsBegin(loss);
  const all = state.bad + state.good;
  if (all === 0) return [];
  const least = Array.from({ length: longest }, () => {
    const share = (state.bad + state.good) / all;
    state = {
      bad: (state.bad * (1 - r) + state.good * p) * (1 - h),
      good: (state.bad * r + state.good * (1 - p)) * (1 - k),
    };
    return share;
  });
  return least.map((share, i) => share - (least[i + 1] ?? 0));
}

/** The share of packets that are lost behind one that arrived, by the state they are lost in. */
function runsBegin(loss: BurstLoss): { readonly bad: number; readonly good: number } {
  const { p, r, h, k } = loss;
  const bad = badShare(loss);
  const arrived = { bad: bad * h, good: (1 - bad) * k };
  return {
    bad: (arrived.bad * (1 - r) + arrived.good * p) * (1 - h),
    good: (arrived.bad * r + arrived.good * (1 - p)) * (1 - k),
  };
}
