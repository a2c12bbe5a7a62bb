import type { CaseReport } from "../run-json.ts";

/** Why there is no direct path, with the clause that says what would have been right. Undefined = not known, or there is one. */
export function diagnosisText({ diagnosis }: Pick<CaseReport, "diagnosis">): string | undefined {
  if (diagnosis === undefined) return undefined;
  const { sentence, clause } = diagnosis;
  return clause === undefined ? sentence : `${sentence} (${clause})`;
}
