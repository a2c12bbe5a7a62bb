import { renderLadder } from "../ladder/ladder.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { plain } from "../text/style.ts";

/** Tunable: most editors and pages show lines of this width whole. */
const width = 160;

/** ladder.md: every kind of datagram of the case, once, ordered by time. */
export function ladderPage(run: RunReport, caseReport: CaseReport): string {
  return [
    `# ${run.scenario} / ${caseReport.name}: ${caseReport.verdict}`,
    "",
    "Seconds since the case began; `:port` is the external port at a router; `✘` = refused there or lost before it;",
    "`×n` = n equal ones. The frame number is that of the first of them at its last stop, in `capture/NODE.pcap`.",
    "",
    "```",
    renderLadder(caseReport.ladder, plain, width),
    "```",
    "",
  ].join("\n");
}
