import type { CaseReport } from "../report/run-json.ts";

/**
 * The laboratory was at fault, and the cases beside it may have been that fault: worth another attempt, alone. A NAT that
 * was measured as another one is another one when it is alone, too.
 */
export const disturbedByOthers = (
  { verdict, proofs }: Pick<CaseReport, "verdict" | "proofs">,
  cases: number,
): boolean => cases > 1 && verdict === "inconclusive" && proofs.every(({ differences }) => differences.length === 0);
