import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderFailure } from "./text/failure.ts";
import { runPage } from "./page/html.ts";
import { escapeMarkup, junitXml } from "./junit.ts";
import { renderLadder } from "./ladder/ladder.ts";
import { parseRun, runJsonSchema } from "./run-json.ts";
import { plain, type Style } from "./text/style.ts";
import { testRun } from "./testing/run.ts";
import { exitCodeOf } from "./exit-code.ts";
import { nextSteps } from "./text/next-steps.ts";
import { renderSummary, renderTable } from "./text/report.ts";
import { writeReports } from "./write-reports.ts";

const run = testRun();
const lines = (text: string) => text.split("\n");

describe("the verdict table", () => {
  it("shows what was expected and observed, and below it what was measured", () => {
    expect(lines(renderTable(run, plain))).toEqual([
      "  case   alice ⇄ bob                     expected  observed  because                                  verdict",
      "  good   symmetric ⇄ port-restricted     direct    direct    11 direct; 20 via sn; direct since 1.1s  pass",
      "  bad    symmetric ⇄ address-restricted  direct    relayed   200 via sn; 4 punches refused by homeA   fail",
      "  never  symmetric ⇄ port-restricted     direct    unknown   nft refused a ruleset                    inconclusive",
      "",
      "  good  6.4s  round trip: configured 60.0 ms, p50 61.9 ms, p95 61.9 ms (n=20)       " +
        "homeA down: configured 10 ms; measured 10.1 ms (p95 10.1 ms) (n=40)",
      "  bad   6.4s  homeA down: configured 10 ms; measured 10.1 ms (p95 10.1 ms) (n=104)",
      "",
      "  good: not measured of the NATs: lifetime, refresh, parity, limit of mappings, TCP, behaviour under load",
    ]);
  });

  it("is the same text in colour", () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const tags = Object.fromEntries(Object.keys(plain).map((name) => [name, tag(name)])) as unknown as Style;
    const coloured = renderTable(run, tags);
    expect(coloured).toContain("<green>pass</green>");
    expect(coloured).toContain("<red>fail</red>");
    expect(coloured.replace(/<\/?[a-z]+>/g, "").replace(/ +$/gm, "")).toBe(renderTable(run, plain));
  });

  it("ends in one line that CI reads, and an exit code", () => {
    expect(renderSummary([run])).toBe("inconclusive: 1 of 3: never\nscenarios: 1 passed, 1 failed, 0 skipped");
    const only = (...names: string[]) => ({
      ...run,
      cases: run.cases.filter((caseReport) => names.includes(caseReport.name)),
    });
    expect([run, only("good"), only("good", "never")].map((one) => exitCodeOf([one]))).toEqual([1, 0, 2]);
  });

  it("names what an interruption cut off, which is not a success", () => {
    const cut = { ...run, cases: run.cases.slice(0, 1), unfinished: ["bad", "never"] };
    expect(renderSummary([cut])).toBe("unfinished: 2: bad, never\nscenarios: 1 passed, 0 failed, 0 skipped");
    expect(exitCodeOf([cut])).toBe(2);
  });

  it("is not a success if nothing was tested, unless that is allowed", () => {
    const skipped = { cases: [{ ...run.cases[0]!, verdict: "unsupported" as const }] };
    const good = { cases: run.cases.slice(0, 1) };
    expect([[skipped], [{ cases: [] }], [good, skipped]].map((one) => exitCodeOf(one))).toEqual([3, 3, 3]);
    expect(exitCodeOf([{ cases: [...good.cases, ...skipped.cases] }])).toBe(0);
    expect([exitCodeOf([skipped], true), exitCodeOf([run, skipped], true)]).toEqual([0, 1]);
  });
});

it("counts the runs of one command together, after a line for each", () => {
  const other = { ...run, scenario: "other", cases: run.cases.slice(0, 1) };
  expect(renderSummary([run, other]).split("\n").slice(1)).toEqual([
    `  ${run.scenario}  1 passed, 1 failed, 0 skipped, 1 inconclusive`.replace(
      run.scenario,
      run.scenario.padEnd(Math.max(5, run.scenario.length)),
    ),
    `  ${"other".padEnd(Math.max(5, run.scenario.length))}  1 passed, 0 failed, 0 skipped`,
    `inconclusive: 1 of 4: ${run.scenario}/never`,
    "scenarios: 2 passed, 1 failed, 0 skipped",
  ]);
  expect(exitCodeOf([other, run])).toBe(1);
});

const why =
  "bob sent 4 datagrams (0.20s to 3.20s) to 198.18.2.1:61822, which homeA refused because alice sent none to bob: a filter opens from inside, so both must send";

describe("the failure block", () => {
  it("says what stopped where, shows the packets, and says what to do next", () => {
    const text = lines(renderFailure(run, run.cases[1]!, plain, { folder: "reports/runs/7-story" }));
    expect(text.slice(0, 7)).toEqual([
      "FAIL  story / bad",
      "",
      "  expected    alice ⇄ bob direct within 30s",
      "  observed    200 via sn; 4 punches refused by homeA",
      "  stopped at  step 2 of 5   ✔ bob sent to homeA   ✘ alice sent to homeB   · one of them was let in (4 refused by " +
        "homeA)   · bob answered and alice got it   · pings took the direct path both ways",
      `  why         ${why} (RFC 5128 §3.3)`,
      "  the lab     sound: 2 NATs measured as declared (not measured: lifetime, refresh, parity, limit of mappings, TCP, behaviour under load), 0 packets lost by 6 captures",
    ]);
    expect(text.filter((one) => /^ {2}(alice\.edge|finding|again|by hand|judge)/.test(one))).toEqual([
      "  alice.edge  0.1 started",
      "  finding     edge on alice says direct, its last ping to bob went relayed",
      "  again       npm run scenario story -- --case bad --seed 7",
      "  by hand     sudo sh reports/runs/7-story/cases/bad/lab.sh up      (then: shell alice, down)",
      "  judge       npm run judge reports/runs/7-story      (same evidence, no lab, no root)",
    ]);
  });

  it("says why a case is inconclusive", () => {
    const text = renderFailure(run, run.cases[2]!, plain, { folder: "reports/runs/7-story" });
    expect(text).toContain("INCONCLUSIVE  story / never\n\n  why         nft refused a ruleset\n");
    expect(text).not.toContain("wireshark");
  });
});

describe("the ladder", () => {
  it("draws ways, external ports and ends", () => {
    expect(lines(renderLadder(run.cases[1]!.ladder, plain))).toEqual([
      "  t        alice                     homeA symmetric           sn                        homeB address-restricted  bob",
      "  0.100    660 bytes ──────────────▶ :61800 ─────────────────▶ 660 bytes                                                                       ×100 until 19.900; sn #1",
      "  0.111                                                        661 bytes ──────────────▶ :40002 ─────────────────▶ 661 bytes                   ×100 until 19.911; bob #1",
      "  0.132                                                        660 bytes ◀────────────── :40002 ◀───────────────── 660 bytes                   ×100 until 19.932; sn #3",
      "  0.152    661 bytes ◀────────────── :61822 ◀───────────────── 661 bytes                                                                       ×100 until 19.952; alice #3",
      "  0.200                              ✘ :61822 ◀───────────────────────────────────────── :40002 ◀───────────────── 4 bytes                     refused, for alice (no mapping for :61822); ×4 until 3.200; homeA #5",
      "  1.500    1 bytes ────────────────▶ :61800 ─────────────────▶ ✘                                                                               lost, for sn; homeA #32",
    ]);
  });
});

describe("the files of a run", () => {
  it("are a valid run.json, JUnit, a page and ladders", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reports-"));
    await writeReports(folder, run);
    expect(parseRun(JSON.parse(readFileSync(join(folder, "run.json"), "utf8")))).toEqual(run);
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toBe(junitXml(run));
    expect(readFileSync(join(folder, "cases/bad/ladder.md"), "utf8")).toContain("# story / bad: fail");
    expect(readFileSync(join(folder, "index.html"), "utf8")).toBe(runPage(run, folder));
    rmSync(folder, { recursive: true });
  });

  it("have a schema for other languages", () => {
    expect(runJsonSchema()).toMatchObject({ type: "object", properties: { schema: { const: 1 } } });
    expect(() => parseRun({ ...run, schema: 2 })).toThrow("schema");
  });
});

describe("JUnit", () => {
  it("counts verdicts and carries reasons", () => {
    const xml = junitXml(run);
    expect(xml).toContain('tests="3" failures="1" errors="1" skipped="0"');
    expect(xml).toContain('<testcase classname="story" name="good" time="6.400">');
    expect(xml).toContain('<property name="nat of alice" value="symmetric"/>');
    expect(xml).toContain("observed: 200 via sn; 4 punches refused by homeA\nstopped at: step 2 of 5");
    expect(xml).toContain(`both ways\nwhy: ${why} (RFC 5128 §3.3)</failure>`);
    expect(xml).toContain('<error message="nft refused a ruleset" type="inconclusive"/>');
  });

  it("escapes what XML cannot hold", () => {
    expect(escapeMarkup(`<a b="c">&'\u0000\u001b`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;\ufffd\ufffd");
  });
});

describe("the page", () => {
  const page = runPage(run);

  it("loads nothing external", () => {
    expect(page).not.toMatch(/<script [^>]*src|<link|<img|@import|url\(|https?:/);
  });

  it("shows every case, its network and its packets", () => {
    expect(page.match(/<details class="case /g)).toHaveLength(3);
    expect(page.match(/<svg class="figure topology"/g)).toHaveLength(3);
    expect(page.match(/<svg class="figure ladder"/g)).toHaveLength(2);
    expect(page).toContain("↑ 10 → 10.0 ms");
    expect(page).toContain(`<p class="why">${why} (RFC 5128 §3.3).</p>`);
    expect(page).toContain("It works &amp; &lt;always&gt;.");
  });
});

describe("the command that runs it again", () => {
  it("is that of the scenario, of what made the run, or there is none", () => {
    const systems = [{ name: "ours", version: "1", source: "here", files: {}, hosts: ["alice"] }];
    const failed = { ...run.cases[1]!, folder: "cases/bad", systems };
    const commands = (again?: string) =>
      nextSteps({ ...run, ...(again !== undefined && { again }) }, failed, "R").map(({ command }) => command);
    expect(commands()[0]).toBe("npm run scenario story -- --case bad --seed 7");
    expect(commands("npm run matrix -- --all --seed 1")[0]).toBe("npm run matrix -- --all --seed 1");
    const [recorded] = nextSteps({ ...run, flags: ["--record"] }, failed, "R").filter(({ name }) => name === "replay");
    expect(recorded!.command).toBe("npm run -s replay -- R/cases/bad/sut/alice-edge.rec --show");
    expect(commands("").some((command) => command.startsWith("npm run scenario"))).toBe(false);
  });
});
