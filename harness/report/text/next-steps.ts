import { asTyped } from "../../../src/base/as-typed.ts";
import type { CaseReport, RunReport } from "../run-json.ts";

/** What to do next. `note`: beside the command, not part of it. */
export interface NextStep {
  readonly name: string;
  readonly command: string;
  readonly note?: string;
}

/** What runs a case again as it was; without a case, all of them. Empty = nothing does. */
export function repeatCommand(run: RunReport, caseReport?: CaseReport): string {
  if (run.again !== undefined) return asTyped(run.again);
  const flags = [...(run.world === "sim" ? ["--world sim"] : []), ...(run.flags ?? [])]
    .map((flag) => ` ${flag}`)
    .join("");
  const only = caseReport === undefined ? "" : ` --case ${caseReport.name}`;
  return asTyped(`npm run scenario ${run.scenario} --${only} --seed ${run.seed.toString(16)}${flags}`);
}

/** `runFolder`: absent = unknown, and with it everything that needs the evidence. */
export function nextSteps(run: RunReport, caseReport: CaseReport, runFolder: string | undefined): readonly NextStep[] {
  const command = repeatCommand(run, caseReport);
  const again = command === "" ? [] : [{ name: "again", command }];
  if (caseReport.folder === undefined || runFolder === undefined) return again;
  const folder = `${runFolder}/${caseReport.folder}`;
  const byHand = { name: "by hand", command: `sudo sh ${folder}/lab.sh up`, note: `then: shell ${caseReport.a}, down` };
  return [
    ...again,
    ...(run.world === "lab" ? [byHand] : []),
    ...packetsOf(caseReport).map(({ file, note }) => ({ name: "packets", command: `wireshark ${folder}/${file}`, ...note })), // prettier-ignore
    { name: "judge", command: asTyped(`npm run judge ${runFolder}`), note: "same evidence, no lab, no root" },
  ];
}

/** Those of the diagnosis first: they show most. */
function packetsOf({ refs, diagnosis }: CaseReport) {
  const all = [...(diagnosis?.refs ?? []), ...refs];
  const each = all.filter(({ node }, i) => all.findIndex((ref) => ref.node === node) === i);
  return each.slice(0, 4).map(({ node, frames = [] }) => ({
    file: `capture/${node}.pcap`,
    note: frames.length > 0 ? { note: `frames ${frames.join(", ")}` } : {},
  }));
}
