import type { Nat } from "../topology/nat/nat.ts";

/** What the links of every cell do, as the options of eduP2P's suite. */
export interface Conditions {
  /** Share of packets, 0 to 1, lost once on the way between two places of the internet (`-c`). */
  readonly loss: number;
  /** Milliseconds that every sender's packets take more (`-d`). */
  readonly delay: number;
  /** External addresses of every NAT towards the internet, which each mapping draws from (`-n`). */
  readonly pool: number;
}

/** What another suite expects of the same surroundings, and why that is not the same as what we do. */
export interface SuiteExpectation {
  readonly suite: string;
  readonly path: "direct" | "relayed" | "either";
  /** Where it differs from our prediction. */
  readonly because?: string;
}

/** One pair of surroundings: who is behind what. NATs innermost first; none = public. */
export interface CellSpec {
  /** Which of the set's grids it stands in. */
  readonly grid: string;
  readonly row: string;
  readonly column: string;
  readonly a: readonly Nat[];
  readonly b: readonly Nat[];
  readonly shared?: readonly Nat[];
  readonly otherSuite?: SuiteExpectation;
}
