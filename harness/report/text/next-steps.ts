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
    ...recordingsOf(run, caseReport).map((file) => ({
      name: "replay",
      command: asTyped(`npm run -s replay -- ${folder}/${file} --show`),
      note: "what the machine saw and did",
    })),
    { name: "judge", command: asTyped(`npm run judge ${runFolder}`), note: "same evidence, no lab, no root" },
  ];
}

/** Of our own programs, if they were asked to record. */
function recordingsOf({ flags = [] }: RunReport, { logs, systems = [] }: CaseReport): readonly string[] {
  if (!flags.includes("--record")) return [];
  const ours = new Set(systems.filter(({ name }) => name === "ours").flatMap(({ hosts }) => hosts));
  const recorded = logs.filter(({ node, program }) => ours.has(node) && ["edge", "supernode"].includes(program));
  return recorded.map(({ node, program }) => `sut/${node}-${program}.rec`);
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
