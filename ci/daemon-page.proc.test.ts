import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { chromiumPath, faultsOfLooks, noChromium, openBrowser } from "../harness/report/testing/browser.ts";
import { daemonPages } from "./testing/daemon-pages.ts";

const path = chromiumPath();
const why = path === undefined ? ` (skipped: ${noChromium})` : "";

describe.skipIf(path === undefined)(`the daemons' pages in a browser${why}`, () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let pages: Awaited<ReturnType<typeof daemonPages>>;
  beforeAll(async () => {
    browser = await openBrowser(path!);
    pages = await daemonPages();
  });
  afterAll(async () => {
    await browser.close();
    await pages[Symbol.asyncDispose]();
  });

  /** `complaints`: of the page, and what it fetched from elsewhere. */
  async function open(which: "edge" | "supernode", options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    const page: Page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    page.on("request", (request) => !request.url().startsWith(pages[which]) && complaints.push(request.url()));
    await page.goto(pages[which]);
    await page.waitForSelector("#members tbody tr");
    return { page, complaints };
  }

  it("show what the daemon says, once a second, and load nothing from elsewhere", async () => {
    const { page, complaints } = await open("edge");
    expect(await page.locator("#members tbody tr").first().innerText()).toMatch(
      /10\.0\.0\.2\s+bob\s.*direct.*hole punched/s,
    );
    expect(await page.locator("#problems li").innerText()).toMatch(
      /^other-cipher: .*12 times.*\nto do: give all edges/,
    );
    await expect.poll(() => page.locator("#rate").innerText(), { timeout: 15_000 }).toContain("frames a second");
    expect(
      await page.locator("#graph").evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(640);
    expect(complaints).toEqual([]);
  });

  it("set what peers choose as text: no element, no script, no request comes from it", async () => {
    const { page, complaints } = await open("edge");
    expect(await page.locator("#members td").filter({ hasText: "<img src=x" }).count()).toBe(1);
    expect(await page.locator("#members img").count()).toBe(0);
    expect(await page.title()).toBe("edge of abc");
    expect(complaints).toEqual([]);
  });

  it("of a supernode have the addresses that are kept and reserved", async () => {
    const { page } = await open("supernode");
    const rows = await page.locator("#kept tbody tr").allInnerTexts();
    expect(rows[0]).toMatch(/10\.0\.0\.77\s+old laptop\s.*kept/s);
    expect(rows[1]).toMatch(/10\.0\.0\.78\s+printer\s+any\s+reserved/s);
  });

  it.each(["edge", "supernode"] as const)(
    "of the %s fits, and can be read by everybody, light and dark",
    async (which) => {
      // axe-core is a script that the page's own policy keeps out.
      const { page } = await open(which, { bypassCSP: true });
      expect(await faultsOfLooks(page)).toEqual([]);
    },
  );
});
