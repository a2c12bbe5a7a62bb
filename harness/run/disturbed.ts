import type { CaseReport } from "../report/run-json.ts";

/**
 * Whether a case is worth another attempt, alone: the laboratory was at fault, perhaps because other cases ran at the same
 * time. A NAT that measured differently would do so alone too.
 */
export const disturbedByOthers = (
  { verdict, proofs }: Pick<CaseReport, "verdict" | "proofs">,
  cases: number,
): boolean => cases > 1 && verdict === "inconclusive" && proofs.every(({ differences }) => differences.length === 0);
