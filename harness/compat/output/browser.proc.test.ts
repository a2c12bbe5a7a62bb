import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, faultsOfLooks, noChromium, openBrowser, view } from "../../report/testing/browser.ts";
import { testRun } from "../../report/testing/run.ts";
import { publishCompat } from "../publish.ts";
import { blocked, closed, forgotten, madeReport, open, trial } from "../testing/made-report.ts";

const report = madeReport([
  trial("good", open, "direct", { firstAnswer: 400, latency: "p50 20.4 ms", throughput: "24.0 Mbit/s" }),
  trial("good", closed, "relayed"),
  trial("good", forgotten, "direct", { recovery: 2000 }),
  trial("poor", open, "relayed"),
  trial("poor", closed, "none"),
  trial("poor", blocked, "inconclusive"),
  trial("poor", forgotten, "half-direct"),
]);

const executable = chromiumPath();
const folder = await mkdtemp(join(tmpdir(), "natlab-browser-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(executable === undefined)(
  `the pages in Chromium${executable === undefined ? ` (${noChromium})` : ""}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      const shown = join(folder, "run/trials/good", open.name, "1");
      await mkdir(shown, { recursive: true });
      await writeFile(join(shown, "run.json"), JSON.stringify(testRun()));
      await publishCompat(join(folder, "place"), report, join(folder, "run"));
      browser = await openBrowser(executable!);
    });
    afterAll(() => browser?.close());

    const pages = [
      "index.html",
      "latest/index.html",
      "latest/systems/good.html",
      `latest/cells/good/${open.name}.html`,
    ];
    const file = (name: string) => join(folder, "place", name);

    it.each(pages)("%s fits, can be read by everybody, light and dark, and fetches nothing", async (name) => {
      const { page, complaints } = await view(browser, file(name));
      expect(complaints).toEqual([]);
      expect(await faultsOfLooks(page)).toEqual([]);
    });

    it("are narrowed by a choice that can be sent as a link", async () => {
      const { page } = await view(browser, file("latest/index.html"));
      await page.selectOption("select[name=sut]", "poor");
      expect(await page.locator("h3", { hasText: "good" }).isVisible()).toBe(false);
      expect(await page.locator("h3", { hasText: "poor" }).isVisible()).toBe(true);
      expect(new URL(page.url()).search).toBe("?sut=poor");
      const sent = await view(browser, file("latest/index.html"), {}, "?sut=good&nat=symmetric");
      expect(await sent.page.locator("h3", { hasText: "poor" }).isVisible()).toBe(false);
      expect(await sent.page.inputValue("select[name=nat]")).toBe("symmetric");
    });

    it("lead by keyboard from a cell to its packets and back", async () => {
      const { page } = await view(browser, file("latest/index.html"));
      await page.locator(`a[href="cells/good/${open.name}.html"]`).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/cells\/good/);
      expect(await page.locator("svg.ladder").isVisible()).toBe(true);
      await page.locator("a", { hasText: "All systems" }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/latest\/index\.html/);
    });

    it("show everything without scripts", async () => {
      const { page } = await view(browser, file("latest/index.html"), { javaScriptEnabled: false }, "?sut=good");
      expect(await page.locator("h3", { hasText: "poor" }).isVisible()).toBe(true);
    });
  },
);
