import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  chromiumPath,
  noChromium,
  openBrowser,
  overflow,
  view,
} from "../../report/testing/browser.ts";
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
    }, 60_000);
    afterAll(() => browser?.close());
    const file = join(folder, "index.html");

    it("fetches nothing from elsewhere, and fits on a phone with every plot open", async () => {
      const { page, complaints } = await view(browser, file, { viewport: { width: 390, height: 800 } });
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      expect(await page.locator("svg.plot[role=img]").count()).toBeGreaterThan(30);
      expect(await overflow(page)).toBe(0);
      expect(complaints).toEqual([]);
    });

    it.each(["light", "dark"] as const)("can be read by everybody, %s", async (scheme) => {
      const { page } = await view(browser, file, { colorScheme: scheme });
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  },
);
