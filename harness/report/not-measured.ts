import type { CaseReport } from "./run-json.ts";

/** What of its NATs a case's proof before the story said nothing about. */
export const notMeasuredIn = ({ proofs }: Pick<CaseReport, "proofs">): readonly string[] => [
  ...new Set(proofs.flatMap(({ unmeasured = [], when }) => (when === "after" ? [] : unmeasured))),
];

/** A line for all passed cases that leave the same open: what a pass does not say. */
export function notMeasuredLines(cases: readonly CaseReport[]): readonly string[] {
  const passed = cases.filter(({ verdict }) => verdict === "pass");
  const byText = new Map<string, string[]>();
  for (const caseReport of passed) {
    const text = notMeasuredIn(caseReport).join(", ");
    if (text !== "") byText.set(text, [...(byText.get(text) ?? []), caseReport.name]);
  }
  return [...byText].map(([text, names]) => {
    const whose = names.length === passed.length && passed.length > 1 ? "all that passed" : names.join(", ");
    return `${whose}: not measured of the NATs: ${text}`;
  });
}
