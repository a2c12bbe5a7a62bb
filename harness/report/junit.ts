import { diagnosisText } from "./text/diagnosis.ts";
import type { CaseReport, RunReport } from "./run-json.ts";
import { systemText } from "./systems.ts";

/** JUnit XML for CI systems (the Jenkins xunit schema): inconclusive is an error, unsupported is skipped. */
export const junitXml = (run: RunReport): string => junitOf([run]);

/** The same for several runs, a suite each. */
export const junitOf = (runs: readonly RunReport[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${runs.map(testsuite).join("")}</testsuites>\n`;

function testsuite(run: RunReport): string {
  const count = (verdict: CaseReport["verdict"]): number =>
    run.cases.filter((caseReport) => caseReport.verdict === verdict).length;
  const suite = attributes({
    name: run.scenario,
    tests: run.cases.length,
    failures: count("fail"),
    errors: count("inconclusive"),
    skipped: count("unsupported"),
    time: inSeconds(run.duration),
    timestamp: run.started,
  });
  const cases = run.cases.map((caseReport) => testcase(run, caseReport)).join("");
  return `  <testsuite ${suite}>\n${cases}  </testsuite>\n`;
}

function testcase(run: RunReport, caseReport: CaseReport): string {
  const head = attributes({ classname: run.scenario, name: caseReport.name, time: inSeconds(caseReport.duration) });
  const body = [properties(run, caseReport), outcome(caseReport)].filter((part) => part !== "");
  return `    <testcase ${head}>\n${body.map((part) => `      ${part}\n`).join("")}    </testcase>\n`;
}

/** What it takes to run a case again, and to know what it was about. */
function properties(run: RunReport, { a, b, nats, seed, systems = [] }: CaseReport): string {
  const facts = {
    seed: seed.toString(16),
    [`nat of ${a}`]: nats.a,
    [`nat of ${b}`]: nats.b,
    ...Object.fromEntries(systems.flatMap(({ hosts, ...system }) => hosts.map((host) => [host, systemText(system)]))),
    ...(run.flags !== undefined && run.flags.length > 0 && { flags: run.flags.join(" ") }),
  };
  const each = Object.entries(facts).map(([name, value]) => `<property ${attributes({ name, value })}/>`);
  return `<properties>${each.join("")}</properties>`;
}

function outcome(caseReport: CaseReport): string {
  const { verdict, failure, why = "" } = caseReport;
  switch (verdict) {
    case "pass":
      return "";
    case "fail": {
      const { expected = "", observed = "", stoppedAt = "" } = failure ?? {};
      const diagnosis = diagnosisText(caseReport);
      const because = diagnosis === undefined ? "" : `\nwhy: ${diagnosis}`;
      const text = `expected: ${expected}\nobserved: ${observed}\nstopped at: ${stoppedAt}${because}`;
      return `<failure ${attributes({ message: `${expected}: ${observed}` })}>${escapeMarkup(text)}</failure>`;
    }
    case "inconclusive":
      return `<error ${attributes({ message: why, type: "inconclusive" })}/>`;
    case "unsupported":
      return `<skipped ${attributes({ message: why })}/>`;
  }
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escapeMarkup(String(value))}"`)
    .join(" ");

const inSeconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and attributes of XML and HTML; control characters, which XML 1.0 forbids, become U+FFFD. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!).replace(/[^\P{Cc}\t\n\r]/gu, "\ufffd");
}
