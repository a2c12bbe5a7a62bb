import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, faultsOfLooks, noChromium, openBrowser, view } from "../../report/testing/browser.ts";
import { compareSweeps } from "../compare.ts";
import { madeSweep } from "../testing/made-sweep.ts";
import { writeSweep } from "./write.ts";

const executable = chromiumPath();
const folder = await mkdtemp(join(tmpdir(), "natlab-sweep-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(executable === undefined)(
  `the page of a sweep in Chromium${executable === undefined ? ` (${noChromium})` : ""}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      const report = madeSweep((system) => (system === "good" ? { tcp: 9e6 } : {}));
      await writeSweep(folder, report, compareSweeps(madeSweep(), report, 0.1));
      browser = await openBrowser(executable!);
    });
    afterAll(() => browser?.close());
    const file = join(folder, "index.html");

    it("fits, can be read by everybody, light and dark, with every plot open, and fetches nothing", async () => {
      const { page, complaints } = await view(browser, file);
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      expect(await page.locator("svg.plot[role=img]").count()).toBeGreaterThan(30);
      expect(complaints).toEqual([]);
      expect(await faultsOfLooks(page)).toEqual([]);
    });
  },
);
