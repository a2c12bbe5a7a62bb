import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { testRun } from "../../report/testing/run.ts";
import { parseCompat } from "../json.ts";
import { blocked, closed, forgotten, madeReport, open, trial } from "../testing/made-report.ts";
import { badgeEndpoint, badgeSvg } from "./badge.ts";
import { compatCtrf, compatJunit } from "./ci-reports.ts";
import { compatCsv, compatMarkdown } from "./tables.ts";
import { verdictWords } from "./words.ts";
import { writeCompat } from "./write.ts";

const report = madeReport(
  [
    trial("good", open, "direct", { firstAnswer: 400, firstDirect: 900 }),
    trial("good", closed, "relayed"),
    trial("good", forgotten, "direct", { recovery: 2000 }),
    trial("poor", open, "relayed"),
    trial("poor", closed, "none", { saw: 'ended: "<b>" & more' }),
    trial("poor", blocked, "inconclusive"),
  ],
  { missing: { absent: "absent not found: apt-get install absent" } },
);

const folder = await mkdtemp(join(tmpdir(), "natlab-compat-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const shown = join(folder, "trials/good", open.name, "1");
await mkdir(shown, { recursive: true });
await writeFile(join(shown, "run.json"), JSON.stringify(testRun()));
await writeCompat(folder, report, {
  evidence: folder,
  comments: new Map([["poor", "We know.\n\n<b>2.0</b> mends it."]]),
});
const read = (name: string) => readFile(join(folder, name), "utf8");

describe("the pages", () => {
  it("link only to pages that exist: the report's and the trials'", async () => {
    const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html"));
    expect(pages.filter((name) => !name.startsWith("cells/")).sort()).toEqual([
      "index.html",
      "systems/good.html",
      "systems/poor.html",
    ]);
    expect(pages.filter((name) => name.startsWith("cells/"))).toHaveLength(6);
    const files = new Set(await readdir(folder, { recursive: true }));
    for (const page of pages) {
      const text = await read(page);
      for (const [, target = ""] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? page : join(page, "..", path);
        expect(files, `${target} in ${page}`).toContain(file);
        if (anchor !== undefined) expect(await read(file)).toContain(`id="${anchor}"`);
      }
    }
  });

  it("name each verdict in words, also where they show a coloured letter", async () => {
    const index = await read("index.html");
    expect(index).toContain('aria-label="poor, symmetric and full-cone: relayed, could be direct. relayed although');
    expect(index).toContain("absent not found");
    expect(index).not.toContain('<b>" &');
    expect(index).toContain("&lt;b&gt;");
  });

  it("give times of each system, and what its maintainers say", async () => {
    const page = await read("systems/good.html");
    expect(page).toContain("0.4s");
    expect(page).toContain("2.0s");
    expect(await read("systems/poor.html")).toContain("<p>We know.</p><p>&lt;b&gt;2.0&lt;/b&gt; mends it.</p>");
  });

  it("show each cell with its packets, its measured NATs, theory's clause and the command that repeats it", async () => {
    const page = await read(`cells/good/${open.name}.html`);
    expect(page).toContain('<svg class="figure ladder"');
    expect(page).toContain('<svg class="figure topology"');
    expect(page).toContain("(RFC 4787 REQ-8)");
    expect(page).toContain(`npm run compat -- --system good --situation ${open.name} --repeat 1 --seed 7`);
    expect(page).toContain(`npm run judge -- FOLDER/trials/good/${open.name}/1/cases/${open.name}`);
  });

  it("say where the packets of a cell are gone", async () => {
    expect(await read(`cells/poor/${open.name}.html`)).toContain("The evidence of this repetition is missing.");
  });

  it("load nothing from elsewhere", async () => {
    for (const page of ["index.html", "systems/good.html", `cells/good/${open.name}.html`])
      expect(await read(page)).not.toMatch(/https?:\/\//);
  });
});

it("colours have enough contrast with the letters on them (WCAG 2.2: 4.5 to 1)", () => {
  for (const { colour } of Object.values(verdictWords))
    expect(contrastWithWhite(colour), colour).toBeGreaterThanOrEqual(4.5);
});

it("verdicts differ by letter and by word, so that no colour is needed", () => {
  const all = Object.values(verdictWords);
  expect(new Set(all.map(({ letter }) => letter)).size).toBe(all.length);
  expect(new Set(all.map(({ word }) => word)).size).toBe(all.length);
});

describe("data", () => {
  it("matches its schema", async () => {
    expect(parseCompat(await read("compat.json"), "compat.json")).toEqual(report);
    const schema = JSON.parse(await read("compat.schema.json")) as { required: string[] };
    expect(schema.required).toContain("trials");
    expect(() => parseCompat('{"schema":2}', "x.json")).toThrow(/x\.json is not of this version: schema/);
  });

  it("is a Markdown table for people, and CSV for programs", () => {
    expect(compatMarkdown(report)).toContain("| symmetric ⇄ full-cone | direct | direct | relayed, could be direct |");
    const lines = compatCsv(report).split("\r\n");
    expect(lines[0]).toMatch(/^system,situation,predicted,verdict,why/);
    expect(lines).toHaveLength(1 + 8 + 1);
    expect(compatCsv(report)).toContain('"ended: ""<b>"" & more"');
  });

  it("is a test report: what could be better fails, and what is unknown does not pass", () => {
    const { results } = JSON.parse(compatCtrf(report)) as { results: { summary: object; tests: { status: string }[] } };
    expect(results.summary).toMatchObject({ tests: 8, passed: 3, failed: 2, skipped: 2, other: 1 });
    const xml = compatJunit(report);
    expect(xml).toContain('<testsuite name="poor" tests="4" failures="2" errors="1" skipped="1"');
    expect(xml).not.toContain("<b>");
  });

  it("is a badge: direct paths out of those that theory allows", () => {
    const score = { system: "good", direct: 2, possible: 3, unconnected: 0 };
    expect(badgeSvg(score)).toContain("direct 2 of 3");
    expect(JSON.parse(badgeEndpoint(score))).toMatchObject({
      schemaVersion: 1,
      label: "NAT traversal",
      message: "direct 2 of 3",
    });
  });
});

/** Relative luminance as WCAG defines it. */
function contrastWithWhite(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
