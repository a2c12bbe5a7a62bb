import { renderLadder } from "../ladder/ladder.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { plain } from "../style.ts";

/** Of lines that most editors and pages show whole; ours. */
const width = 160;

/** ladder.md: every kind of datagram of the case, once, in time order. */
export function ladderPage(run: RunReport, caseReport: CaseReport): string {
  return [
    `# ${run.scenario} / ${caseReport.name}: ${caseReport.verdict}`,
    "",
    "Seconds since the case began; `:port` is what the outside sees at a router; `✘` = refused there or lost before it;",
    "`×n` = n alike. The frame number is that of the first of them at its last stop, in `capture/NODE.pcap`.",
    "",
    "```",
    renderLadder(caseReport.ladder, plain, width),
    "```",
    "",
  ].join("\n");
}
