import { escapeMarkup as text } from "../report/junit.ts";
import { pageOf } from "../report/page/document.ts";
import { chip, plainTable } from "../report/page/elements.ts";
import { baseStyle } from "../report/page/style.ts";
import type { RunReport } from "../report/run-json.ts";
import { closingLines } from "../report/text/report.ts";
import { reasonOf } from "./ctrf.ts";
import type { Results } from "./results.ts";

/** One self-contained page with every case of every run. `hrefOf`: the page of a run; undefined = it is not at hand. */
export function resultsPage(
  results: Results,
  hrefOf: (run: RunReport) => string | undefined = () => undefined,
): string {
  const rows = results.runs.flatMap((run) =>
    run.cases.map((one) => [
      text(run.scenario),
      linked(one.name, hrefOf(run)),
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

const linked = (name: string, href: string | undefined): string =>
  href === undefined ? text(name) : `<a href="${text(`${href}#${encodeURIComponent(name)}`)}">${text(name)}</a>`;
