import type { CaseReport } from "../run-json.ts";
import { diagnosisText } from "./diagnosis.ts";

/** The one sentence that explains a verdict. Undefined = the case has nothing to say. */
export function whyOf(caseReport: CaseReport): string | undefined {
  const { verdict, failure, why, because } = caseReport;
  if (verdict === "inconclusive" || verdict === "unsupported") return why;
  const diagnosis = diagnosisText(caseReport);
  if (failure !== undefined) return diagnosis ?? `${failure.observed}; expected ${failure.expected}`;
  const said = because === "" ? "every claim was met" : because;
  return caseReport.theory === undefined ? said : `${said}, ${agreement(caseReport)}`;
}

/** Why a case failed, as far as the packets or theory say. Undefined = they do not. */
export function whyItFailed(caseReport: CaseReport): string | undefined {
  const { theory, expectedPath, observedPath } = caseReport;
  const isAboutPath = expectedPath !== "either" && expectedPath !== observedPath;
  return diagnosisText(caseReport) ?? (theory && isAboutPath ? `theory says ${theoryText(caseReport)}` : undefined);
}

/** What theory says of the pair's NATs, with its source. Undefined = it knows no such network. */
export function theoryText({ theory }: Pick<CaseReport, "theory">): string | undefined {
  return theory && `${words[theory.path]}: ${theory.because} (${theory.clause})`;
}

function agreement({ theory, observedPath }: CaseReport): string {
  const { path, because, clause } = theory!;
  if (path === observedPath) return `as theory says: ${because} (${clause})`;
  if (path === "race" || path === "either") return `and theory leaves it to chance: ${because} (${clause})`;
  return `where theory says ${words[path]}: ${because} (${clause})`;
}

const words = {
  direct: "direct",
  relayed: "relayed",
  race: "either, whichever packet comes first",
  either: "either, as a NAT picks",
  "one-way": "one way only",
  none: "nothing arrives",
} as const;
