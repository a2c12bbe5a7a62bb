import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testRun } from "../report/testing/run.ts";
import { addToJobSummary, annotations, cutTo } from "./github.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "github-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a job's page", () => {
  it("is added to, and never exceeds what GitHub takes", () => {
    const file = join(folder, "summary.md");
    writeFileSync(file, "before\n");
    addToJobSummary("after\n", { GITHUB_STEP_SUMMARY: file });
    expect(readFileSync(file, "utf8")).toBe("before\nafter\n");
    addToJobSummary("| é |\n".repeat(400_000), { GITHUB_STEP_SUMMARY: file });
    expect(statSync(file).size).toBeLessThanOrEqual(1 << 20);
    expect(readFileSync(file, "utf8")).toMatch(/\| é \|\n\nCut off here: .*\n$/);
    addToJobSummary("more\n".repeat(100), { GITHUB_STEP_SUMMARY: file });
    expect(statSync(file).size).toBeLessThanOrEqual(1 << 20);
  });

  it("is nowhere but on GitHub", () => {
    addToJobSummary("text", {});
    addToJobSummary("text", { GITHUB_STEP_SUMMARY: "" });
  });

  it("is cut at the end of a line", () => {
    expect(cutTo("short\n", 6)).toBe("short\n");
    expect(cutTo(`${"x".repeat(50)}\n`.repeat(10), 250)).toMatch(/^(x{50}\n)*x{50}\n\nCut off here/);
    expect(cutTo("long".repeat(100), 3)).toBe("");
  });
});

describe("marks at the files", () => {
  const results = { schema: 1, runs: [{ ...testRun(), scenario: "same-lan" }] } as const;

  it("have the file, the case and the reason, each on one line", () => {
    const lines = annotations(results, { GITHUB_ACTIONS: "true" });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^::error file=scenarios\/same-lan\.ts,title=same-lan \/ bad%3A fail::expected alice ⇄ bob direct within 30s; observed /); // prettier-ignore
    expect(lines[1]).toBe(
      "::error file=scenarios/same-lan.ts,title=same-lan / never%3A inconclusive::nft refused a ruleset",
    );
  });

  it("cannot be broken out of", () => {
    const [run] = results.runs;
    const never = { ...run.cases[2]!, name: "a,b:c", why: "100 %\n::error::mine" };
    const [line] = annotations(
      { schema: 1, runs: [{ ...run, scenario: "unknown", cases: [never] }] },
      { GITHUB_ACTIONS: "true" },
    );
    expect(line).toBe("::error title=unknown / a%2Cb%3Ac%3A inconclusive::100 %25%0A::error::mine");
  });

  it("are made on GitHub alone", () => {
    expect(annotations(results, {})).toEqual([]);
  });
});
