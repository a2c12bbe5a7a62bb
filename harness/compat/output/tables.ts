import { compatCells } from "../cell.ts";
import type { CompatReport } from "../json.ts";
import { scoreOf, scoreText } from "../score.ts";
import { shareText } from "./pages/html.ts";
import { verdictWords } from "./words.ts";

/** For a repository or a job's summary: scores, and one row per situation. */
export function compatMarkdown(report: CompatReport): string {
  const cells = compatCells(report);
  const names = report.systems.map(({ name }) => name);
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = (count: number) => line(Array.from({ length: count }, () => "---"));
  const scores = report.systems.map(({ name, version, source }) => line([`${name} ${version}`, scoreText(scoreOf(name, cells)), source])); // prettier-ignore
  const rows = report.situations.map(({ name, row, column, predicted }) =>
    line([
      `${row} ⇄ ${column}`,
      predicted,
      ...names.map((system) => {
        const cell = cells.find((one) => one.system === system && one.situation.name === name)!;
        return verdictWords[cell.verdict].word;
      }),
    ]),
  );
  const missing = Object.entries(report.missing).map(([name, why]) => `- ${name}: ${why}`);
  return [
    "# Where peer-to-peer programs connect",
    `${report.plan.repetitions} ${report.plan.repetitions === 1 ? "repetition" : "repetitions"}, ${report.started}, ${report.tool.name} ${report.tool.version}, Linux ${report.machine.kernel}.`,
    [line(["system", "direct where theory allows it", "from"]), rule(3), ...scores].join("\n"),
    [line(["situation", "theory", ...names]), rule(names.length + 2), ...rows].join("\n"),
    ...(missing.length > 0 ? [`Not in this report:\n\n${missing.join("\n")}`] : []),
    "",
  ].join("\n\n");
}

/** RFC 4180, one line per cell. */
export function compatCsv(report: CompatReport): string {
  const head = ["system", "situation", "predicted", "verdict", "why", "direct", "first answer ms", "first direct ms", "recovery ms", "evidence"]; // prettier-ignore
  const rows = compatCells(report).map((cell) => {
    const all = (of: (trial: (typeof cell.trials)[number]) => number | string | undefined): string =>
      cell.trials.flatMap((trial) => of(trial) ?? []).join(" ");
    return [
      ...[
        cell.system,
        cell.situation.name,
        cell.situation.predicted,
        verdictWords[cell.verdict].word,
        cell.why,
        shareText(cell),
      ],
      all(({ firstAnswer }) => firstAnswer && Math.round(firstAnswer)),
      all(({ firstDirect }) => firstDirect && Math.round(firstDirect)),
      all(({ recovery }) => recovery && Math.round(recovery)),
      all(({ evidence }) => evidence),
    ];
  });
  return [head, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
