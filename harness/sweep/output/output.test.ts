import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plain } from "../../report/text/style.ts";
import { compareSweeps } from "../compare.ts";
import { parseSweep } from "../json.ts";
import { readSweep } from "../read.ts";
import { madePlan, madeSweep } from "../testing/made-sweep.ts";
import { axesOf, plotsOf } from "./axes.ts";
import { plotSvg } from "./plot-svg.ts";
import { sweepValues } from "../measures/series.ts";
import { renderComparison, renderSweep, renderSweepSummary } from "./text.ts";
import { writeSweep } from "./write.ts";

const report = madeSweep((system, { delay }, repetition) =>
  system === "good" ? { tcp: (delay === 0 ? 16e6 : 8e6) + 1e6 * repetition, path: "relayed" } : {},
);
const comparison = compareSweeps(madeSweep(), report, 0.1);
const names = report.systems.map(({ name }) => name);

describe("plots", () => {
  const [load, loss, delay, rate] = axesOf(report.plan);
  const values = sweepValues(report);

  it("are there for every metric along an axis, and for everything else that varies", () => {
    // Six metrics at each load: at two loads and two delays; three of whole trials at two delays.
    expect(plotsOf(report.plan, loss!, values)).toHaveLength(6 * 4 + 3 * 2);
    expect(plotsOf(report.plan, load!, values)).toHaveLength(6 * 4);
    expect(plotsOf(report.plan, loss!, values)[0]).toMatchObject({ metric: { name: "udp-delivered" }, fixed: "5 Mbit/s, 0 ms" }); // prettier-ignore
    expect(plotsOf(report.plan, loss!, values).every((plot) => plot.values.length === 4)).toBe(true);
  });

  it("show means where they belong, with their spread and their numbers", () => {
    const tcp = plotsOf(report.plan, delay!, values).find(({ metric, fixed }) => metric.name === "tcp" && fixed === "0 % loss")!; // prettier-ignore
    const svg = plotSvg(tcp, names);
    expect(svg).toContain("<title>good, 0 ms: 17.5 ± 0.71 Mbit/s, n = 2</title>");
    expect(svg).toContain("<title>good, 25 ms: 9.5 ± 0.71 Mbit/s, n = 2</title>");
    const [, ours] = [...svg.matchAll(/polyline points="([^"]*)"/g)].map(([, points]) =>
      points!.split(" ").map((point) => point.split(",").map(Number)),
    );
    // The top is 20 Mbit/s, and y counts downwards.
    expect(ours![0]![1]! - 12).toBeCloseTo((206 * (20 - 17.5)) / 20, 0);
    expect(ours![1]![1]! - 12).toBeCloseTo((206 * (20 - 9.5)) / 20, 0);
    expect(ours![1]![0]).toBeGreaterThan(ours![0]![0]!);
    expect(svg.match(/class="bar"/g)).toHaveLength(2);
  });

  it("space a rate without limit evenly, and survive values that are all zero", () => {
    const plan = { ...madePlan, rates: [5e6, null, 20e6], losses: [0], delays: [0] };
    const free = madeSweep(() => ({ tcp: 0 }), plan);
    const [plot] = plotsOf(plan, axesOf(plan)[3]!, sweepValues(free)).filter(({ metric }) => metric.name === "tcp");
    const svg = plotSvg(plot!, names);
    expect(svg).toContain(">unlimited</text>");
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(rate!.values).toHaveLength(1);
  });
});

describe("what is written", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "natlab-sweep-"));
    await writeSweep(folder, report, comparison);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const read = (name: string) => readFile(join(folder, name), "utf8");

  it("can be read again", async () => {
    expect((await readdir(folder)).sort()).toEqual(["index.html", "sweep.csv", "sweep.json", "sweep.md", "sweep.schema.json"]); // prettier-ignore
    expect(await readSweep(folder)).toEqual(report);
    expect(() => parseSweep(JSON.stringify({ ...report, schema: 2 }), "x.json")).toThrow(
      "x.json is not of this version: schema",
    );
    await expect(readSweep(join(folder, "gone"))).rejects.toThrow("holds no finished sweep");
  });

  it("has a schema that names every field", async () => {
    const { properties } = JSON.parse(await read("sweep.schema.json")) as { properties: Record<string, unknown> };
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(report)));
  });

  it("has a table line for each repetition, with numbers that a program can read", async () => {
    const [head, ...lines] = (await read("sweep.csv")).trimEnd().split("\r\n");
    expect(head).toBe("system,rate bit/s,delay ms,loss,load bit/s,repetition,path,metric,value,unit");
    expect(lines).toHaveLength(16 * (6 * 2 + 3));
    expect(lines).toContain("good,20000000,25,0.03,,2,relayed,tcp,10,Mbit/s");
  });

  it("has everything on the page, what is worse first, and nothing unescaped", async () => {
    const html = await read("index.html");
    expect(html).toContain("Against the baseline");
    expect(html).toContain('<td data-head="before">18 Mbit/s</td>');
    expect(html).toContain('id="by-loss"');
    expect(html).not.toContain('id="by-rate"');
    expect(html).toContain("apt-get install absent");
    expect(html).toContain("9.5 ± 0.71 Mbit/s");
    expect(html).not.toMatch(/<(script|link)|https?:|NaN|undefined/);
  });

  it("has a Markdown table with the same values", async () => {
    const text = await read("sweep.md");
    expect(text).toContain("| good | 20 Mbit/s, 25 ms, 0 % loss | relayed | 5 ± 0 Mbit/s |");
    expect(text).toMatch(/\| worse \| good \| .* \| TCP throughput \| 18 Mbit\/s \| 9\.5 Mbit\/s \|/);
  });
});

describe("a terminal", () => {
  it("shows a row for each system and link, and what is worse", () => {
    const text = renderSweep(report, plain);
    expect(text).toMatch(/good +20 Mbit\/s, 25 ms, 0 % loss +relayed .* 9\.5 ± 0\.71 Mbit\/s/);
    expect(text).toContain("not measured: absent: apt-get install absent");
    expect(renderComparison(comparison, plain)).toContain("worse  good, 20 Mbit/s, 25 ms, 0 % loss: TCP throughput: 18 Mbit/s → 9.5 Mbit/s"); // prettier-ignore
  });

  it("ends with a line that counts", () => {
    expect(renderSweepSummary(report)).toBe("sweep: 16 trials: 16 measured; 1 systems not installed");
    const silent = madeSweep((system) => (system === "good" ? { outcome: "unreachable" } : {}));
    expect(renderSweepSummary(silent)).toContain("16 trials: 8 measured, 8 unreachable");
    expect(renderSweep(silent, plain)).toMatch(/good +20 Mbit\/s, 0 ms, 0 % loss +unreachable/);
  });
});
