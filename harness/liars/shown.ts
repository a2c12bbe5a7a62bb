import type { Verdict } from "../expect/claim.ts";
import type { Exhibit } from "./exhibit.ts";
import type { Claimed } from "./story.ts";

/** One program under one claim. */
export interface ExhibitResult {
  readonly exhibit: Exhibit;
  readonly claimed: Claimed;
  readonly truth: boolean;
  readonly verdict: Verdict["verdict"];
  /** Why it did not pass. */
  readonly why: string;
}

/** A verdict that the truth contradicts. */
export const isFalse = ({ truth, verdict }: ExhibitResult): boolean =>
  (verdict === "pass" && !truth) || (verdict === "fail" && truth);
