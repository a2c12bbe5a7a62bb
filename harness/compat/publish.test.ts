import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testRun } from "../report/testing/run.ts";
import { plain } from "../report/text/style.ts";
import { mergeCompat } from "./merge.ts";
import { historyOf, renderHistory } from "./output/history-text.ts";
import { publishCompat, storedRuns } from "./publish.ts";
import { closed, madeReport, open, trial } from "./testing/made-report.ts";

const tool = { name: "n2n-natlab", version: "0.1.0", revision: "0123456789" };
const first = madeReport([
  trial("good", open, "direct"),
  trial("poor", open, "direct"),
  trial("poor", closed, "relayed"),
]);
const second = {
  ...madeReport([trial("good", open, "direct"), trial("poor", open, "none"), trial("poor", closed, "relayed")]),
  started: "2026-02-01T00:00:00.000Z",
  tool,
};

describe("a place of published reports", () => {
  let place: string;
  beforeEach(async () => void (place = await mkdtemp(join(tmpdir(), "natlab-publish-"))));
  afterEach(() => rm(place, { recursive: true, force: true }));
  const names = async (...at: string[]) => (await readdir(join(place, ...at))).sort();
  const read = (...at: string[]) => readFile(join(place, ...at), "utf8");

  it("shows the packets of trials that ran on several machines", async () => {
    const parts = [
      madeReport([trial("good", open, "direct", { evidence: "trials/a" })]),
      madeReport([trial("good", closed, "relayed", { evidence: "trials/b" })]),
    ];
    const folders = [join(place, "part-1"), join(place, "part-2")];
    for (const [i, name] of ["a", "b"].entries()) {
      await mkdir(join(folders[i]!, "trials", name), { recursive: true });
      await writeFile(join(folders[i]!, "trials", name, "run.json"), JSON.stringify(testRun()));
    }
    const into = join(place, "reports/runs/merged");
    await publishCompat(join(place, "pages"), mergeCompat(parts, folders, into), into);
    for (const { name } of [open, closed]) expect(await read("pages/latest/cells/good", `${name}.html`)).toMatch(/<svg class="[^"]*ladder"/); // prettier-ignore
  });

  it("has the latest report with a page per cell, every run without, and the changes, regressions first", async () => {
    await publishCompat(place, first, place);
    await publishCompat(place, second, place);
    expect(await names()).toEqual(["index.html", "latest", "runs"]);
    expect(await names("runs")).toEqual(["2026-01-01-0.1.0", "2026-02-01-0123456789"]);
    expect(await names("latest", "cells")).toEqual(["good", "poor"]);
    expect(await names("runs", "2026-01-01-0.1.0")).not.toContain("cells");
    const history = await read("index.html");
    expect(history.indexOf("2026-02-01-0123456789")).toBeLessThan(history.indexOf("2026-01-01-0.1.0"));
    expect(history).toContain('<td data-head="change">worse</td><td data-head="system">poor</td>');
    for (const [, target = ""] of history.matchAll(/href="([^"#]+)"/g))
      await expect(read(target)).resolves.toMatch(/^<!doctype/);
  });

  it("is printed in the terminal, newest first", async () => {
    await publishCompat(place, first, place);
    await publishCompat(place, second, place);
    const text = renderHistory(historyOf(await storedRuns(place)), plain);
    expect(text).toMatch(
      /run +good +poor\n.*2026-02-01-0123456789 +direct 1 of 1 +direct 0 of 1\n.*2026-01-01-0\.1\.0 +direct 1 of 1 +direct 1 of 1/,
    );
    expect(text).toContain("worse     poor  symmetric--full-cone: direct → none");
    expect(renderHistory([], plain)).toBe("no reports are published there");
  });

  it("does not overwrite something else", async () => {
    await mkdir(join(place, "latest"));
    await writeFile(join(place, "latest/thesis.tex"), "");
    await expect(publishCompat(place, first, place)).rejects.toThrow(/latest is not a compatibility report/);
    expect(await names("latest")).toEqual(["thesis.tex"]);
  });

  it("names a damaged report", async () => {
    await publishCompat(place, first, place);
    await writeFile(join(place, "runs/2026-01-01-0.1.0/compat.json"), "{");
    await expect(storedRuns(place)).rejects.toThrow(/runs\/2026-01-01-0\.1\.0\/compat\.json/);
  });

  it("has the comments of maintainers", async () => {
    await mkdir(join(place, "comments"));
    await writeFile(join(place, "comments/poor.md"), "We know.");
    await publishCompat(place, first, place);
    expect(await read("latest/systems/poor.html")).toContain("<p>We know.</p>");
  });
});
