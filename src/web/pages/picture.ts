import type { Problem } from "../../base/problems.ts";

/** What a daemon shows of itself on its page: plain data, the same as JSON, graph and picture. */
export interface Picture {
  readonly kind: "edge" | "supernode";
  readonly title: string;
  /** In words: registered, or why not. */
  readonly state: string;
  readonly version: string;
  readonly mac: string;
  readonly address: string;
  readonly started: number;
  readonly supernodes: readonly PictureSupernode[];
  readonly members: readonly PictureMember[];
  /** Since the start. */
  readonly sent: number;
  readonly received: number;
  readonly drops: readonly PictureDrop[];
  readonly problems: readonly PictureProblem[];
  /** Addresses that no member has now, but that are kept or reserved for one. */
  readonly kept: readonly LeaseRow[];
  /** Members that are not shown because there are too many. */
  readonly left_out: number;
}

export interface PictureSupernode {
  readonly socket: string;
  readonly state: string;
  readonly rtt_ms?: number;
  readonly last_seen: number;
}

/** A peer of an edge, or an edge of a supernode. Times are seconds since 1970, 0 = never. */
export interface PictureMember {
  readonly mac: string;
  readonly name: string;
  readonly address: string;
  readonly community: string;
  readonly path: "direct" | "relayed" | "registered";
  readonly socket: string;
  readonly since: number;
  readonly last_seen: number;
  /** In words. */
  readonly why: string;
  readonly rtt_ms?: number;
  /** Share of the last checks of the path that were not answered, 0 to 1. */
  readonly loss?: number;
  readonly authenticated?: boolean;
  readonly refused?: boolean;
}

export interface PictureDrop {
  readonly reason: string;
  readonly text: string;
  readonly count: number;
}

export interface PictureProblem {
  readonly cause: string;
  readonly who: string;
  readonly facts: Problem["facts"];
  readonly do: string;
  readonly count: number;
  readonly since: number;
  readonly last_seen: number;
}

/** An address of the overlay, and whose it is. */
export interface LeaseRow {
  readonly community: string;
  readonly address: string;
  /** "" = reserved for whoever has the name. */
  readonly mac: string;
  readonly name: string;
  readonly state: "in use" | "kept" | "reserved";
  readonly last_seen: number;
  /** When the address may be given to another; 0 = not while it is in use, or reserved. */
  readonly until: number;
}

/** In the place of a community's name that is a key. */
export const secretName = "(headers are encrypted)";

/** Tunable: members on a page, and addresses that none of them has. */
export const most = { members: 1000 } as const;

export const secondsOf = (at: number | undefined): number => (at === undefined ? 0 : Math.floor(at / 1000));

export const pictureProblems = (problems: readonly Problem[]): readonly PictureProblem[] =>
  problems.map(({ cause, who, facts, advice, count, since, last }) => {
    return { cause, who, facts, do: advice, count, since: secondsOf(since), last_seen: secondsOf(last) };
  });

/** Those that occurred, most frequent first. */
export const pictureDrops = (
  counts: Readonly<Record<string, number | undefined>>,
  texts: Readonly<Record<string, string>>,
): readonly PictureDrop[] =>
  Object.entries(counts)
    .flatMap(([reason, count]) => (count ? [{ reason, text: texts[reason] ?? reason, count }] : []))
    .sort((a, b) => b.count - a.count);
