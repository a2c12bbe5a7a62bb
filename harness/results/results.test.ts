import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunReport } from "../report/run-json.ts";
import { testRun } from "../report/testing/run.ts";
import { ctrf } from "./ctrf.ts";
import { diffResults } from "./diff.ts";
import { resultsMarkdown } from "./markdown.ts";
import { mergeResults, readResults } from "./read.ts";
import type { Results } from "./results.ts";
import { resultFiles, writeResults } from "./write.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "results-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const of = (...runs: RunReport[]): Results => ({ schema: 1, runs });
const another = (changed: Partial<RunReport>): RunReport => ({ ...testRun(), ...changed });
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

function put(name: string, value: unknown): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe("several runs in one report", () => {
  it("lead to the pages of those runs that are beside it", async () => {
    put("runs/20260101T000000.000Z-story/index.html", "");
    await writeResults(folder, of(testRun(), another({ scenario: "other" })));
    const page = read("index.html");
    expect(page).toContain('<a href="runs/20260101T000000.000Z-story/index.html#bad">bad</a>');
    expect(page.match(/<a href="runs/g)).toHaveLength(3);
  });

  it("are counted once in each format", async () => {
    await writeResults(folder, of(testRun(), another({ scenario: "other" })));
    for (const name of resultFiles) expect(read(name).length, name).toBeGreaterThan(0);
    expect(read("junit.xml").match(/<testsuite /g)).toHaveLength(2);
    expect(read("junit.xml").match(/<testcase /g)).toHaveLength(6);
    expect(read("junit.xml").match(/<testsuites>/g)).toHaveLength(1);
    const { results } = JSON.parse(read("ctrf.json")) as { results: { summary: object; tests: unknown[] } };
    expect(results.summary).toMatchObject({
      tests: 6,
      passed: 2,
      failed: 2,
      other: 2,
      skipped: 0,
      pending: 0,
      suites: 2,
    });
    expect(results.tests).toHaveLength(6);
    expect(JSON.parse(read("badge.json"))).toEqual({ schemaVersion: 1, label: "NAT traversal", message: "2 passed, 2 failed, 0 skipped", color: "red" }); // prettier-ignore
    expect(read("index.html")).toContain("inconclusive: 2 of 6: story/never, other/never<br>scenarios: 2 passed");
    expect(readResults(folder)).toEqual(of(testRun(), another({ scenario: "other" })));
  });

  it("say why a case did not pass, and what it was about", () => {
    const { results } = JSON.parse(ctrf(of(testRun()))) as { results: { tests: Record<string, unknown>[] } };
    expect(results.tests.map(({ name, status, rawStatus }) => [name, status, rawStatus])).toEqual([
      ["good", "passed", "pass"],
      ["bad", "failed", "fail"],
      ["never", "other", "inconclusive"],
    ]);
    expect(results.tests[1]!["message"]).toMatch(
      /^expected alice ⇄ bob direct within 30s; observed .*; stopped at step 2/,
    );
    expect(results.tests[2]!["message"]).toBe("nft refused a ruleset");
    expect(results.tests[1]!["extra"]).toMatchObject({ world: "lab", seed: "7", nats: { alice: "symmetric", bob: "address-restricted" } }); // prettier-ignore
  });
});

describe("a summary for people", () => {
  it("begins with the reasons, and says how to run a case again", () => {
    const text = resultsMarkdown(of(testRun()));
    expect(text).toMatch(/^## NAT traversal: 1 passed, 1 failed, 0 skipped\n\ninconclusive: 1 of 3: story\/never/);
    expect(text).toContain("- again: `npm run scenario story -- --case bad --seed 7`");
    expect(text.indexOf("stopped at: step 2")).toBeLessThan(text.indexOf("| case |"));
    expect(text).toMatch(/^- stopped at: step 2 of 5\n {2}- ✔ bob sent to homeA\n {2}- ✘ alice sent to homeB\n/m);
    expect(text).toMatch(/^- why: bob sent 4 datagrams .*, which homeA refused/m);
    // A reason of several lines would make the table unreadable.
    expect(text.match(/stopped at/g)).toHaveLength(1);
    expect(text).toMatch(/\| bad \|.*\| ❌ fail \| see above \|$/m);
  });

  it("shows texts as they are, whatever is in them", () => {
    const run = another({ claim: "a | b <script> [x](y) `z`\n# no heading" });
    expect(resultsMarkdown(of(run))).toContain("\na \\| b &lt;script> \\[x\\](y) \\`z\\` # no heading\n");
  });
});

describe("results are read", () => {
  it("from a run, a matrix, a folder of runs, or a file", () => {
    put("run/run.json", testRun());
    put("matrix/cells/a-b/run.json", testRun());
    put("matrix/cells/b-a/run.json", another({ scenario: "other" }));
    const names = (path: string) => readResults(join(folder, path)).runs.map(({ scenario }) => scenario);
    expect(names("run")).toEqual(["story"]);
    expect(names("run/run.json")).toEqual(["story"]);
    expect(names("matrix")).toEqual(["story", "other"]);
    expect(names("matrix/cells")).toEqual(["story", "other"]);
  });

  it("or it is said what is wrong with them", () => {
    put("empty/notes.json", {});
    put("damaged/run.json", { ...testRun(), cases: "none" });
    put("future/results.json", { schema: 2, runs: [] });
    expect(() => readResults(join(folder, "nowhere"))).toThrow("nowhere: there is no such file or folder");
    expect(() => readResults(join(folder, "empty"))).toThrow("holds no results: neither results.json nor run.json");
    expect(() => readResults(join(folder, "damaged"))).toThrow(/damaged\/run\.json: cases: /);
    expect(() => readResults(join(folder, "future"))).toThrow(/future\/results\.json: schema: /);
  });

  it("once each", () => {
    expect(() => mergeResults([of(testRun()), of(testRun())])).toThrow(
      "the run story good bad never 2026-01-01T00:00:00.000Z 7 is given twice",
    );
    expect(mergeResults([of(testRun()), of(another({ seed: 8 }))]).runs).toHaveLength(2);
  });
});

describe("what changed", () => {
  const good = testRun();
  const [pass, fail] = good.cases;
  const only = (...cases: RunReport["cases"]): Results => of({ ...good, cases });

  it("is named, regressions first", () => {
    const before = only(
      { ...pass!, name: "a" },
      { ...fail!, name: "b" },
      { ...pass!, name: "gone" },
      { ...pass!, name: "c" },
    );
    const after = only(
      { ...pass!, name: "b" },
      { ...fail!, name: "a" },
      { ...pass!, name: "new" },
      { ...pass!, name: "c" },
    );
    expect(diffResults(before, after)).toEqual({
      changes: [
        { name: "story / a", is: "worse", before: "pass, direct", after: `fail, ${fail!.observedPath}` },
        { name: "story / b", is: "better", before: `fail, ${fail!.observedPath}`, after: "pass, direct" },
      ],
      added: ["story / new"],
      removed: ["story / gone"],
    });
  });

  it("is a path too; of repetitions the worst counts", () => {
    expect(diffResults(only(pass!), only({ ...pass!, observedPath: "relayed" })).changes).toMatchObject([
      { is: "different" },
    ]);
    const repeated = of({ ...good, cases: [fail!] }, { ...good, seed: 8, cases: [{ ...pass!, name: fail!.name }] });
    expect(diffResults(repeated, repeated).changes).toEqual([]);
    expect(diffResults(only({ ...pass!, name: fail!.name }), repeated).changes).toMatchObject([{ is: "worse" }]);
  });
});
