import type { Evidence } from "../evidence/evidence.ts";
import { writeEvidence } from "../evidence/store/store.ts";
import type { Path } from "../expect/claim.ts";
import { caseReport } from "../report/case-report.ts";
import { writeReports } from "../report/write-reports.ts";
import { machineOf, toolOf } from "../run/machine.ts";

/**
 * What a run of a scenario leaves behind, for a laboratory of a test: `natlab judge FOLDER` judges it again. Nothing if
 * nothing was claimed.
 */
export async function writeLabReport(folder: string, evidence: Evidence, began: Date): Promise<void> {
  const within = `cases/${evidence.case}`;
  await writeEvidence(`${folder}/${within}`, evidence, evidence.world === "lab" ? { captures: "written" } : {});
  const [first] = evidence.steps.flatMap(({ claim }) => claim ?? []);
  if (first === undefined) return;
  const path: Path | "either" = "path" in first && first.path !== undefined ? first.path : "either";
  const duration = Date.now() - began.getTime();
  const report = caseReport(evidence, { a: first.a, b: first.b, path, duration, folder: within });
  await writeReports(folder, {
    schema: 1,
    tool: toolOf(),
    machine: await machineOf(),
    scenario: evidence.scenario,
    claim: "what a test claims",
    world: evidence.world,
    seed: evidence.seed,
    again: "",
    started: began.toISOString(),
    duration,
    cases: [report],
  });
}
