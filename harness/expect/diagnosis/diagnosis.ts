import type { Ref } from "../claim.ts";

export const diagnosisKinds = [
  "found and not used",
  "does not repeat",
  "does not answer",
  "answers from another port",
  "wrong port",
  "inside address only",
  "outside address only",
  "only one tries",
  "nobody tries",
] as const;

/** Why two programs found no direct path although theory allows one. */
export interface Diagnosis {
  readonly kind: (typeof diagnosisKinds)[number];
  /** What was sent, when, to where, and what became of it. */
  readonly sentence: string;
  readonly refs: readonly Ref[];
  /** The specification that says what would have been right. */
  readonly clause?: string;
}
