import { renderLadder } from "../ladder/ladder.ts";
import type { CaseReport, RunReport } from "../run-json.ts";
import { plain } from "../style.ts";

/** Of lines that most editors and pages show whole; ours. */
const width = 160;

/** ladder.md: every kind of datagram of the case, once, in time order. */
export function ladderPage(run: RunReport, it: CaseReport): string {
  return [
    `# ${run.scenario} / ${it.name}: ${it.verdict}`,
    "",
    "Seconds since the case began; `:port` is what the outside sees at a router; `✘` = refused there or lost before it;",
    "`×n` = so many alike. The frame is the last one of the first of them, in `capture/NODE.pcap`.",
    "",
    "```",
    renderLadder(it.ladder, plain, width),
    "```",
    "",
  ].join("\n");
}
