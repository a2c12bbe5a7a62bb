import { secondsText } from "../../expect/wording.ts";
import { escapeMarkup as text } from "../junit.ts";
import type { RunReport } from "../run-json.ts";
import { systemsText } from "../systems.ts";
import { repeatCommand } from "../text/next-steps.ts";
import { renderSummary } from "../text/report.ts";
import { caseSection } from "./case.ts";
import { copyScript } from "./copy-script.ts";
import { pageOf } from "./document.ts";
import { chip, factList } from "./elements.ts";
import { stepScript } from "./step-script.ts";
import { baseStyle, figureStyle, runStyle, stepperStyle } from "./style.ts";

/** One self-contained page that shows a run. `folder`: of the run, as typed in a command; absent = unknown. */
export function runPage(run: RunReport, folder?: string): string {
  const { kernel, nft, node } = run.machine;
  const facts = factList(
    [
      ["programs", systemsText(run).map(text).join(", ")],
      ["world", run.world === "lab" ? "laboratory: real programs, packets and NATs" : "simulation"],
      ["seed", `<code>${run.seed.toString(16)}</code>`],
      ["flags", text((run.flags ?? []).join(" "))],
      ["machine", text([`Linux ${kernel}`, ...(nft === undefined ? [] : [`nft ${nft}`]), `node ${node}`, `${run.tool.name} ${run.tool.version}`].join(" · "))],
      ["started", `${text(run.started)}, took ${secondsText(run.duration)}`],
      ["again", repeatCommand(run) && `<div class="cmd"><code>${text(repeatCommand(run))}</code></div>`],
    ],
    "run",
  ); // prettier-ignore
  const isRecorded = run.cases.some(({ recordings }) => recordings !== undefined);
  const body = `<header>
<h1>${text(run.scenario)} ${chip(overall(run))}</h1>
<p class="lead">${text(run.claim)}</p>
<p class="tally">${renderSummary([run]).split("\n").map(text).join("<br>")}</p>
${facts}
</header>
<main>
${run.cases.map((caseReport) => caseSection(run, caseReport, folder)).join("\n")}
</main>
${copyScript}${isRecorded ? stepScript : ""}`; // prettier-ignore
  const style = baseStyle + runStyle + figureStyle + (isRecorded ? stepperStyle : "");
  return pageOf({ title: run.scenario, body, style: { inside: style } });
}

/** The worst of all cases. */
function overall({ cases, unfinished = [] }: RunReport): string {
  const verdicts = cases.map(({ verdict }) => verdict);
  const isUndecided = unfinished.length > 0;
  const order = ["fail", "inconclusive", "pass"] as const;
  const found = order.find((verdict) => verdicts.includes(verdict)) ?? "unsupported";
  return isUndecided && found === "pass" ? "inconclusive" : found;
}
