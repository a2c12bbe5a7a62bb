import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matrixPage } from "../../matrix/output/page.ts";
import { classicReport } from "../../matrix/testing/report.ts";
import { resultsPage } from "../../results/page.ts";
import { chromiumPath, faultsOfLooks, noChromium, openBrowser, view } from "../testing/browser.ts";
import { impairedRun } from "../testing/impaired.ts";
import { recordedRun } from "../testing/recorded.ts";
import { testRun } from "../testing/run.ts";
import { runPage } from "./html.ts";

const executable = chromiumPath();
const folder = await mkdtemp(join(tmpdir(), "natlab-page-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const pages = {
  "run.html": runPage(testRun(), "reports/runs/20261121T164720.819Z-story"),
  "impaired.html": runPage(impairedRun(), "reports/runs/20261121T164720.819Z-story"),
  "recorded.html": runPage(recordedRun(), "reports/runs/20261121T164720.819Z-story"),
  "matrix.html": matrixPage(classicReport({ "pairs--symmetric--full-cone": { is: "different", why: "was relayed" } })),
  "results.html": resultsPage({ schema: 1, runs: [testRun()] }),
};
const names = Object.keys(pages);
const file = (name: string) => join(folder, name);

describe.skipIf(executable === undefined)(
  `reports in Chromium${executable === undefined ? ` (${noChromium})` : ""}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      for (const [name, text] of Object.entries(pages)) await writeFile(file(name), text);
      browser = await openBrowser(executable!);
    });
    afterAll(() => browser?.close());

    /** Opens everything that can be opened. */
    const opened = async (name: string) => {
      const viewed = await view(browser, file(name));
      await viewed.page.evaluate(`for (const one of document.querySelectorAll("details")) one.open = true`);
      return viewed;
    };

    it.each(names)("%s fits, can be read by everybody, light and dark, and fetches nothing", async (name) => {
      const { page, complaints } = await opened(name);
      expect(complaints).toEqual([]);
      expect(await faultsOfLooks(page)).toEqual([]);
    });

    it("a case that passed is one line, and opens by keyboard", async () => {
      const { page } = await view(browser, file("run.html"));
      const inside = page.locator("#good");
      expect([await inside.isVisible(), await page.locator("#bad").isVisible()]).toEqual([false, true]);
      await page.locator("summary", { hasText: "good" }).first().focus();
      await page.keyboard.press("Enter");
      expect(await inside.isVisible()).toBe(true);
    });

    it.each(["good", "good-claims", "bad-datagram-1"])("the address #%s opens what it names", async (id) => {
      const { page } = await view(browser, file("run.html"), {}, `#${id}`);
      expect(await page.locator(`#${id}`).isVisible()).toBe(true);
    });

    it("a datagram of the ladder leads to its bytes", async () => {
      const { page } = await view(browser, file("run.html"));
      await page.locator('a[href="#bad-datagram-5"]').focus();
      await page.keyboard.press("Enter");
      expect(await page.locator("#bad-datagram-5 pre").first().isVisible()).toBe(true);
      expect(await page.locator("#bad-datagram-5").textContent()).toContain("0300002a");
    });

    it("commands are copied as they stand", async () => {
      const { page } = await view(browser, file("run.html"));
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const line = page.locator("#bad .cmd").first();
      await line.getByRole("button").click();
      await line.getByText("Copied").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
        "npm run scenario story -- --case bad --seed 7",
      );
    });

    it("without scripts everything is there, and no dead button", async () => {
      const { page } = await view(browser, file("run.html"), { javaScriptEnabled: false });
      await page.locator("summary", { hasText: "good" }).first().click();
      expect(await page.locator("#good svg.ladder").isVisible()).toBe(true);
      expect(await page.locator("button").count()).toBe(0);
    });

    describe("what machines recorded", () => {
      const stepper = async (options = {}, query = "") => {
        const { page } = await view(browser, file("recorded.html"), options, query);
        const text = (selector: string) => page.locator(`.stepper ${selector}`).first().textContent();
        return { page, where: () => text("output"), now: () => text("section.now"), said: () => text("[role=status]") };
      };

      it("is stepped through with buttons, arrow keys and the slider, and read out", async () => {
        const { page, where, now, said } = await stepper();
        expect(await where()).toMatch(/^1 of \d+ · 0\.100 s$/);
        expect(await now()).toContain("alice #1: alice → homeA ✘ refused");
        await page.getByRole("button", { name: "next", exact: true }).focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("ArrowRight");
        expect(await where()).toMatch(/^3 of /);
        expect(await said()).toMatch(/^0\.\d{3} s, alice edge: frame /);
        await page.getByRole("slider").focus();
        await page.keyboard.press("End");
        const all = await page.getByRole("slider").getAttribute("max");
        expect(await where()).toMatch(new RegExp(`^${all} of ${all} `));
        expect(await page.getByRole("slider").getAttribute("aria-valuetext")).toContain(`step ${all} of ${all}, `);
      });

      it("leads to the next datagram that did not arrive, and says if there is none", async () => {
        const { page, where, said } = await stepper();
        await page.getByRole("button", { name: "next datagram that did not arrive" }).click();
        expect([await where(), await said()]).toEqual([expect.stringMatching(/^1 of /), "no later one"]);
      });

      it("shows a moment by its address", async () => {
        const { page, where } = await stepper({}, "#recorded-moment-4");
        expect(await where()).toMatch(/^4 of /);
        await page.evaluate(`location.hash = "#recorded-moment-2"`);
        await page.locator("output", { hasText: /^2 of/ }).waitFor();
      });

      it("has room for its controls on a phone", async () => {
        const { page } = await stepper({ viewport: { width: 390, height: 844 } });
        for (const button of await page.locator(".stepper button").all()) {
          const { width, height } = (await button.boundingBox())!;
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
        }
      });

      it("is a list without scripts", async () => {
        const { page } = await stepper({ javaScriptEnabled: false });
        expect(await page.locator(".stepper section").count()).toBe(0);
        await page.locator(".stepper summary").click();
        expect(await page.locator("#recorded-moment-1").isVisible()).toBe(true);
      });
    });
  },
);
