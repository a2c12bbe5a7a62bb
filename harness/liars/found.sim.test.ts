import { expect, it } from "vitest";
import { caseReport } from "../report/case-report.ts";
import { gallery } from "./gallery.ts";
import { exhibit } from "./simulated.ts";

/** Milliseconds: some send a flood, and each of its datagrams is judged. */
const patience = 300_000;

const between = { a: "alice", b: "bob", path: "either", duration: 1 } as const;

/** Faults of quality are not the path's. */
const programs = gallery.filter(({ quality }) => quality !== true);

/** What the judge says of each program that it is asked about without a claim. */
const said: Record<string, string> = {};

it.each(programs.map((one) => [one.name, one] as const))(
  "%s: no false path is found",
  { timeout: patience },
  async (name, subject) => {
    const { verdict, observedPath, failure } = caseReport(await exhibit(subject, "either", 1), between);
    said[name] = verdict === "pass" ? observedPath : verdict;
    const { direct, relayed } = subject.truth;
    if (verdict === "pass") expect({ direct, relayed }[observedPath as "direct" | "relayed"]).toBe(true);
    if (verdict === "fail") expect(direct || relayed, failure?.observed).toBe(false);
  },
);

it("is decided in most cases", () => {
  expect(Object.keys(said)).toHaveLength(programs.length);
  const open = Object.entries(said).filter(([, is]) => is === "inconclusive");
  expect(open.length, open.map(([name]) => name).join("; ")).toBeLessThanOrEqual(2);
});
