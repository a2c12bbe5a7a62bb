import { describe, expect, it } from "vitest";
import { plain } from "../../report/text/style.ts";
import { baselineOf } from "./baseline.ts";
import { matrixCsv } from "./csv.ts";
import { gridsOf } from "./grid.ts";
import { gridSvg } from "./grid-svg.ts";
import { renderGrids } from "./grid-text.ts";
import { matrixMarkdown } from "./markdown.ts";
import { matrixPage } from "./page.ts";
import { matrixExitCode, differentElsewhere, renderCounts, renderMatrixSummary } from "./summary.ts";
import { classicReport } from "../testing/report.ts";

const clash = "pairs--symmetric--full-cone";
const failing = classicReport({
  [clash]: { observed: "relayed", is: "different", why: 'expected "direct", was <relayed>' },
  "pairs--full-cone--symmetric": { observed: "unknown", is: "inconclusive", why: "busy" },
});

describe("a matrix with all cells as predicted", () => {
  const report = classicReport();

  it("passes", () => {
    expect(renderMatrixSummary(report)).toBe("scenarios: 25 passed, 0 failed, 0 skipped");
    expect(matrixExitCode(report)).toBe(0);
    expect(renderCounts(report)).toBe("22 direct, 3 relayed; all as predicted · 25 of 25 NATs measured as declared");
  });

  it("is a grid of letters", () => {
    const lines = renderGrids(report, plain).split("\n");
    expect(lines.map((line) => line.replaceAll(/ +/g, " ").trim()).slice(0, 6)).toEqual([
      "pairs public full-cone address-restricted port-restricted symmetric",
      "public D D D D D",
      "full-cone D D D D D",
      "address-restricted D D D D D",
      "port-restricted D D D D R",
      "symmetric D D D R R",
    ]);
  });

  it("fits a narrow terminal by numbering its columns", () => {
    for (const width of [60, 70, 80, 100, 200]) {
      const lines = renderGrids(report, plain, width).split("\n");
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
    expect(renderGrids(report, plain, 200)).toBe(renderGrids(report, plain));
    const text = renderGrids(report, plain, 60);
    expect(text).toMatch(/^ {2}pairs +1 {2}2 {2}3 {2}4 {2}5\n/);
    for (const name of ["1 public", "3 address-restricted", "5 symmetric"]) expect(text).toContain(name);
  });

  it("is a baseline", () => {
    expect(baselineOf(report).paths.pairs!.symmetric).toEqual({
      public: "direct",
      "full-cone": "direct",
      "address-restricted": "direct",
      "port-restricted": "relayed",
      symmetric: "relayed",
    });
  });
});

describe("a matrix with cells not as predicted", () => {
  it("fails, and names what is inconclusive", () => {
    expect(renderMatrixSummary(failing)).toBe(
      "inconclusive: 1 of 25: pairs--full-cone--symmetric\nscenarios: 23 passed, 1 failed, 0 skipped",
    );
    expect(matrixExitCode(failing)).toBe(1);
    expect(matrixExitCode(classicReport({ [clash]: { is: "inconclusive" } }))).toBe(2);
    expect(matrixExitCode(classicReport({ [clash]: { is: "failed", observed: "none" } }))).toBe(1);
  });

  it("marks the cells", () => {
    const text = renderGrids(failing, plain);
    expect(text).toContain("R!");
    expect(text.split("\n")[2]).toMatch(/full-cone .*\?$/);
  });

  it("cannot be a baseline", () => {
    expect(() => baselineOf(failing)).toThrow(/is inconclusive: this run cannot be a baseline/);
  });

  it("lists them in every file, escaped for its format", () => {
    expect(matrixMarkdown(failing)).toContain(`- \`${clash}\`: expected "direct", was <relayed>`);
    expect(matrixMarkdown(failing)).toContain(`[R!](cells/${clash}/index.html)`);
    expect(matrixPage(failing)).toContain("expected &quot;direct&quot;, was &lt;relayed&gt;");
    expect(matrixCsv(failing)).toContain('"expected ""direct"", was <relayed>"');
  });
});

describe("where chance decides", () => {
  const report = classicReport({ [clash]: { predicted: "race", observed: "relayed" } });

  it("either path is right, in a small letter", () => {
    expect(matrixExitCode(report)).toBe(0);
    expect(renderGrids(report, plain).split("\n")[5]).toMatch(/symmetric +D +r /);
    expect(baselineOf(report).paths.pairs!.symmetric!["full-cone"]).toBe("race");
    expect(renderCounts(report)).toContain("chance decided 1");
  });
});

describe("another suite's expectation", () => {
  const otherSuite = { suite: "eduP2P", path: "relayed", because: "their router is another" } as const;

  it("is shown where it differs, with the reason", () => {
    const report = classicReport({ [clash]: { otherSuite } });
    expect(differentElsewhere(report)).toHaveLength(1);
    expect(matrixMarkdown(report)).toContain("direct, eduP2P expects relayed: their router is another");
    expect(matrixExitCode(report)).toBe(0);
  });

  it("is not shown where it is the same, or either path", () => {
    expect(differentElsewhere(classicReport({ [clash]: { otherSuite: { ...otherSuite, path: "direct" } } }))).toEqual(
      [],
    );
    expect(differentElsewhere(classicReport({ [clash]: { otherSuite: { ...otherSuite, path: "either" } } }))).toEqual(
      [],
    );
  });
});

describe("the files", () => {
  it("have one line per cell in CSV, all with the same number of fields", () => {
    const lines = matrixCsv(classicReport()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(26);
    expect(new Set(lines.map((line) => line.replaceAll(/"[^"]*"/g, "").split(",").length))).toEqual(new Set([12]));
  });

  it("have a square that links to its evidence for every cell in SVG", () => {
    const [grid] = gridsOf(classicReport().cells);
    const svg = gridSvg(grid!);
    expect(svg.match(/<rect /g)).toHaveLength(25);
    expect(svg).toContain(`<a href="cells/${clash}/index.html">`);
  });
});
