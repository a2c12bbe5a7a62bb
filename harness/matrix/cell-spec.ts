import type { Nat } from "../topology/nat/nat.ts";

/** What the links of every cell do, in the terms of eduP2P's options. */
export interface Conditions {
  /** Fraction of packets, 0 to 1, lost between two places of the internet (`-c`). */
  readonly loss: number;
  /** Extra milliseconds for the packets of every sender (`-d`). */
  readonly delay: number;
  /** What every line does instead, both ways: text for `linkWritten`. */
  readonly link?: string;
  /** External addresses of every outermost NAT, of which each mapping gets one at random (`-n`). */
  readonly pool: number;
}

/** What another suite expects of the same NATs, and why that differs from our prediction. */
export interface SuiteExpectation {
  readonly suite: string;
  readonly path: "direct" | "relayed" | "either";
  /** Why it differs from our prediction, if it does. */
  readonly because?: string;
}

/** One pair: the NATs that alice and bob are behind, innermost first; none = public. */
export interface CellSpec {
  /** The grid of the set that it belongs to. */
  readonly grid: string;
  readonly row: string;
  readonly column: string;
  readonly a: readonly Nat[];
  readonly b: readonly Nat[];
  readonly shared?: readonly Nat[];
  readonly otherSuite?: SuiteExpectation;
}
