import { escapeMarkup as text } from "../report/junit.ts";
import { pageStyle } from "../report/page/style.ts";
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
      `<span class="${one.verdict}">${one.verdict}</span>`,
      `<span class="keep">${text(`${run.world}, seed ${run.seed.toString(16)}, ${run.started}`)}</span>`,
    ]),
  );
  const head = ["scenario", "case", "NATs", "expected", "observed", "because", "verdict", "run"];
  const line = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`; // prettier-ignore
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>NAT traversal</title>
<style>${pageStyle}</style></head>
<body>
<h1>NAT traversal</h1>
<p>${closingLines(results.runs).split("\n").map(text).join("<br>")}</p>
<table>
${line(head, "th")}
${rows.map((row) => line(row, "td")).join("\n")}
</table>
</body>
</html>
`;
}
