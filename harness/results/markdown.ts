import { repeatCommand } from "../report/text/next-steps.ts";
import { systemsText } from "../report/systems.ts";
import { whyItFailed } from "../report/text/why.ts";
import { closingLines } from "../report/text/report.ts";
import type { CaseReport, RunReport } from "../report/run-json.ts";
import { reasonOf } from "./ctrf.ts";
import type { Results } from "./results.ts";

const signs = {
  pass: "✅ pass",
  fail: "❌ fail",
  inconclusive: "❓ inconclusive",
  unsupported: "⏭️ unsupported",
} as const;

/** What CI shows on the page of a job: the reasons of what did not pass first, then every case. */
export function resultsMarkdown(results: Results): string {
  const broken = results.runs.flatMap((run) => run.cases.filter(isBroken).map((one) => explained(run, one)));
  const [closing = "", ...before] = closingLines(results.runs).split("\n").reverse();
  return (
    [
      `## NAT traversal: ${inline(closing.replace(/^scenarios: /, ""))}`,
      ...before.reverse().map(inline),
      ...broken,
      ...results.runs.map(section),
    ].join("\n\n") + "\n"
  );
}

const isBroken = ({ verdict }: CaseReport): boolean => verdict === "fail" || verdict === "inconclusive";

function explained(run: RunReport, one: CaseReport): string {
  const text = factsOf(one).join("\n");
  const command = repeatCommand(run, one).replaceAll("`", "'");
  const again = command === "" ? "" : `\n- again: \`${command}\``;
  return `### ${signs[one.verdict]}: ${inline(run.scenario)} / ${inline(one.name)}\n\n${text}${again}`;
}

function factsOf(one: CaseReport): readonly string[] {
  const fact = (name: string, what: string): string => `- ${name}: ${inline(what)}`;
  if (one.failure === undefined) return [fact("why", one.why ?? one.because)];
  const { expected, observed, stoppedAt } = one.failure;
  const [stopped = "", ...stations] = stoppedAt.split(/ {3}(?=[✔✘·])/);
  const why = whyItFailed(one);
  return [
    fact("expected", expected),
    fact("observed", observed),
    fact("stopped at", stopped),
    ...stations.map((station) => `  - ${inline(station)}`),
    ...(why === undefined ? [] : [fact("why", why)]),
  ];
}

function section(run: RunReport): string {
  const made = [run.world === "lab" ? "laboratory" : "simulation", ...systemsText(run), `Linux ${run.machine.kernel}`, `seed ${run.seed.toString(16)}`, ...(run.flags ?? [])]; // prettier-ignore
  const rows = run.cases.map(
    (one) =>
    [one.name, `${one.nats.a} ⇄ ${one.nats.b}`, one.expectedPath, one.observedPath, signs[one.verdict], becauseOf(one)].map(inline), // prettier-ignore
  );
  const head = ["case", `${run.cases[0]?.a ?? "a"} ⇄ ${run.cases[0]?.b ?? "b"}`, "expected", "observed", "verdict", "because"].map(inline); // prettier-ignore
  const table = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const unfinished =
    (run.unfinished ?? []).length === 0 ? "" : `\n\nNot finished: ${run.unfinished!.map(inline).join(", ")}`;
  return `### ${inline(run.scenario)}\n\n${inline(run.claim)}\n\n${inline(made.join(" · "))}\n\n${table}${unfinished}`;
}

const becauseOf = (one: CaseReport): string =>
  isBroken(one) ? "see above" : one.verdict === "pass" ? one.because : reasonOf(one);

/** One line of text that no character of it turns into markup. */
const inline = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|]/g, (character) => `\\${character}`);
