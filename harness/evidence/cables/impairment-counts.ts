import type { Impairment } from "../../topology/link.ts";
import type { CableCrossing } from "./cable-crossings.ts";
import { frameLength } from "./frame-length.ts";

/** What one direction of a cable did to packets, counted. */
export interface ImpairmentCounts {
  readonly sent: number;
  readonly arrived: number;
  /** Losses in a row: how many rows, the sums of their lengths and of the squares of those, and how many there are of each length. */
  readonly rows: {
    readonly count: number;
    readonly lost: number;
    readonly squares: number;
    /** By length: the first are rows of one, the last are as long as that or longer. */
    readonly lengths: readonly number[];
  };
  /**
   * Packets that another one can have overtaken (RFC 4737): how many; how many are expected to be, from what was asked and from how
   * many were close behind each; how many were.
   */
  readonly reorder: { readonly eligible: number; readonly expected: number; readonly overtaken: number };
  readonly duplicated: number;
  /** With a wrong checksum. */
  readonly damaged: number;
  /** The longest time in the queue, milliseconds; -Infinity = nothing arrived. */
  readonly longestWait: number;
}

/** Rows of losses are distinguished by their length up to here. */
export const longestRow = 12;

/** `damaged`: that arrived at the far end with a wrong checksum. */
export function countImpairments(
  asked: Impairment,
  crossings: readonly CableCrossing[],
  damaged: number,
): ImpairmentCounts {
  return {
    sent: crossings.length,
    arrived: crossings.filter(({ arrived }) => arrived !== undefined).length,
    rows: rowsOf(crossings),
    reorder: reorderOf(asked, crossings),
    duplicated: crossings.filter(({ twice }) => twice).length,
    damaged,
    longestWait: Math.max(-Infinity, ...waitsOf(asked, crossings)),
  };
}

function rowsOf(crossings: readonly CableCrossing[]): ImpairmentCounts["rows"] {
  const rows = { count: 0, lost: 0, squares: 0, lengths: Array.from({ length: longestRow }, () => 0) };
  let length = 0;
  for (const { arrived } of crossings) {
    if (arrived === undefined) {
      length++;
      continue;
    }
    if (length === 0) continue;
    rows.count++;
    rows.lost += length;
    rows.squares += length ** 2;
    rows.lengths[Math.min(length, longestRow) - 1]!++;
    length = 0;
  }
  return rows;
}

/** Tunable, milliseconds: packets that leave closer to the end of the time for which one is held back may miss it. */
const tuned = { margin: 2 } as const;

function reorderOf({ reorder, jitter }: Impairment, crossings: readonly CableCrossing[]): ImpairmentCounts["reorder"] {
  if (reorder === undefined) return { eligible: 0, expected: 0, overtaken: 0 };
  const came = crossings.flatMap(({ sent, arrived }) => (arrived ? [{ sent: sent.at, arrived: arrived.at }] : []));
  const window = reorder.by - 2 * jitter - tuned.margin;
  let [eligible, expected, overtaken, end, earliest] = [0, 0, 0, came.length, Infinity];
  for (let i = came.length - 1; i >= 0; i--) {
    const { sent, arrived } = came[i]!;
    while (end > i + 1 && came[end - 1]!.sent > sent + window) end--;
    const behind = end - i - 1;
    if (behind > 0) {
      eligible++;
      expected += reorder.share * (1 - reorder.share ** behind);
      if (earliest < arrived) overtaken++;
    }
    earliest = Math.min(earliest, arrived);
  }
  return { eligible, expected, overtaken };
}

/** What is left of the time a packet took without its delay and its transmission. */
function waitsOf({ rate, delay }: Impairment, crossings: readonly CableCrossing[]): readonly number[] {
  if (rate === undefined) return [];
  return crossings.flatMap(({ sent, arrived, isOnly }) =>
    arrived === undefined || !isOnly ? [] : [arrived.at - sent.at - delay - (frameLength(sent) * 8000) / rate],
  );
}
