import type { CaseReport } from "./run-json.ts";

/** The properties of a case's NATs that the proof before the story did not measure. */
export const notMeasuredIn = ({ proofs }: Pick<CaseReport, "proofs">): readonly string[] => [
  ...new Set(proofs.flatMap(({ unmeasured = [], when }) => (when === "after" ? [] : unmeasured))),
];

/** What a pass does not say: one line for all passed cases that leave the same properties unmeasured. */
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
