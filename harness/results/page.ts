import { escapeMarkup as text } from "../report/junit.ts";
import { pageOf } from "../report/page/document.ts";
import { chip, plainTable } from "../report/page/elements.ts";
import { baseStyle } from "../report/page/style.ts";
import { closingLines } from "../report/text/report.ts";
import { reasonOf } from "./ctrf.ts";
import type { Results } from "./results.ts";

/** One self-contained page with every case of every run. */
export function resultsPage(results: Results): string {
  const rows = results.runs.flatMap((run) =>
    run.cases.map((one) => [
      text(run.scenario),
      text(one.name),
      `${text(one.nats.a)} ⇄ ${text(one.nats.b)}`,
      one.expectedPath,
      one.observedPath,
      text(one.verdict === "pass" ? one.because : reasonOf(one)),
      chip(one.verdict),
      `<span class="keep">${text(`${run.world}, seed ${run.seed.toString(16)}, ${run.started}`)}</span>`,
    ]),
  );
  const head = ["scenario", "case", "NATs", "expected", "observed", "because", "verdict", "run"];
  const body = `<header>
<h1>NAT traversal</h1>
<p class="tally">${closingLines(results.runs).split("\n").map(text).join("<br>")}</p>
</header>
<main>
${plainTable(head, rows)}
</main>`;
  return pageOf({ title: "NAT traversal", body, style: { inside: baseStyle } });
}
