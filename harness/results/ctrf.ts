import { systemText } from "../report/systems.ts";
import { casesOf, type CaseOfRun, type Results } from "./results.ts";

const statuses = { pass: "passed", fail: "failed", inconclusive: "other", unsupported: "skipped" } as const;

/** Common Test Report Format (ctrf.io), a test a case. Times in milliseconds. */
export function ctrf(results: Results): string {
  const cases = casesOf(results);
  const count = (status: string): number => cases.filter((one) => statuses[one.case.verdict] === status).length;
  const starts = results.runs.map(({ started }) => Date.parse(started));
  const stops = results.runs.map(({ started, duration }) => Date.parse(started) + duration);
  const [first] = results.runs;
  const summary = {
    tests: cases.length,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    pending: 0,
    other: count("other"),
    suites: new Set(results.runs.map(({ scenario }) => scenario)).size,
    start: starts.length === 0 ? 0 : Math.min(...starts),
    stop: stops.length === 0 ? 0 : Math.round(Math.max(...stops)),
  };
  const tool = { name: first?.tool.name ?? "n2n-natlab", ...(first && { version: first.tool.version }) };
  const document = { reportFormat: "CTRF", specVersion: "0.0.0", results: { tool, summary, tests: cases.map(test) } };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function test({ run, case: one }: CaseOfRun) {
  return {
    name: one.name,
    suite: [run.scenario],
    status: statuses[one.verdict],
    rawStatus: one.verdict,
    duration: Math.round(one.duration),
    ...(one.verdict !== "pass" && { message: reasonOf(one) }),
    ...(one.attempts !== undefined && { retries: one.attempts - 1 }),
    extra: {
      world: run.world,
      seed: one.seed.toString(16),
      nats: { [one.a]: one.nats.a, [one.b]: one.nats.b },
      systems: Object.fromEntries(
        (one.systems ?? []).flatMap(({ hosts, ...system }) => hosts.map((host) => [host, systemText(system)])),
      ),
      ...(run.flags !== undefined && run.flags.length > 0 && { flags: run.flags }),
    },
  };
}

/** Why a case did not pass, in one line. */
export const reasonOf = ({ failure, why, because }: CaseOfRun["case"]): string =>
  failure === undefined
    ? (why ?? because)
    : `expected ${failure.expected}; observed ${failure.observed}; stopped at ${failure.stoppedAt.replaceAll(/\s+/g, " ")}`;
