import { escapeMarkup } from "../../report/junit.ts";
import { compatCells, type CompatCell } from "../cell.ts";
import type { CompatReport } from "../json.ts";
import { verdictWords } from "./words.ts";

/** Passed: as good as theory allows. Failed: it could be better, or is not connected. */
function statusOf({ verdict }: CompatCell): "passed" | "failed" | "skipped" | "other" {
  if (verdict === "direct" || verdict === "relayed" || verdict === "no path possible") return "passed";
  if (verdict === "unsupported" || verdict === "not run") return "skipped";
  return verdict === "inconclusive" ? "other" : "failed";
}

const durationOf = ({ trials }: CompatCell): number => trials.reduce((sum, { duration }) => sum + duration, 0);

/** Common Test Report Format (ctrf.io), one test per cell. Times in milliseconds. */
export function compatCtrf(report: CompatReport): string {
  const cells = compatCells(report);
  const start = Date.parse(report.started);
  const count = (status: string) => cells.filter((cell) => statusOf(cell) === status).length;
  const tests = cells.map((cell) => ({
    name: cell.situation.name,
    suite: [cell.system],
    status: statusOf(cell),
    duration: Math.round(durationOf(cell)),
    message: `${verdictWords[cell.verdict].word}: ${cell.why}`,
    retries: Math.max(0, cell.trials.length - 1),
    flaky: cell.verdict === "varies",
  }));
  const summary = {
    tests: cells.length,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    pending: 0,
    other: count("other"),
    start,
    stop: Math.round(start + report.duration),
  };
  const tool = { name: report.tool.name, version: report.tool.version };
  return `${JSON.stringify({ reportFormat: "CTRF", specVersion: "0.0.0", results: { tool, summary, tests } }, undefined, 2)}\n`;
}

/** JUnit XML, one suite per system. */
export function compatJunit(report: CompatReport): string {
  const cells = compatCells(report);
  const suites = report.systems.map(({ name, version, source }) => {
    const own = cells.filter((cell) => cell.system === name);
    const count = (status: string) => own.filter((cell) => statusOf(cell) === status).length;
    const head = attributes({ name, tests: own.length, failures: count("failed"), errors: count("other"), skipped: count("skipped"), timestamp: report.started }); // prettier-ignore
    const properties = `<properties><property ${attributes({ name: "version", value: version })}/><property ${attributes({ name: "source", value: source })}/></properties>`;
    return `  <testsuite ${head}>\n    ${properties}\n${own.map(testcase).join("")}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
}

function testcase(cell: CompatCell): string {
  const head = attributes({
    classname: cell.system,
    name: cell.situation.name,
    time: (durationOf(cell) / 1000).toFixed(3),
  });
  const message = attributes({ message: `${verdictWords[cell.verdict].word}: ${cell.why}` });
  const bodies = {
    passed: "",
    failed: `<failure ${message}/>`,
    skipped: `<skipped ${message}/>`,
    other: `<error ${message}/>`,
  };
  const body = bodies[statusOf(cell)];
  return body === "" ? `    <testcase ${head}/>\n` : `    <testcase ${head}>${body}</testcase>\n`;
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escapeMarkup(String(value))}"`)
    .join(" ");
