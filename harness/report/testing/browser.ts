import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where Chromium is: CHROMIUM in the environment, or on PATH; undefined = nowhere. */
export const chromiumPath = (): string | undefined =>
  process.env["CHROMIUM"] ??
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));

/** A reason to skip, for who has none. */
export const noChromium = "Chromium not found: apt-get install chromium, or set CHROMIUM to its path";

/** Without network: pages are opened from files. Root needs `--no-sandbox`. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  }); // prettier-ignore

export interface Viewed {
  readonly page: Page;
  /** What the page complained of, and what it tried to fetch from elsewhere. */
  readonly complaints: readonly string[];
}

/** Windows that no test uses, by browser and options: another costs a third of a second. */
const unused = new WeakMap<Browser, Map<string, Page[]>>();

/** A window for as long as the test, as a new one: no page in it, nobody listens, and it has its own size again. */
async function windowOf(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const ofBrowser = unused.get(browser) ?? new Map<string, Page[]>();
  unused.set(browser, ofBrowser);
  const key = JSON.stringify(options);
  const pages = ofBrowser.get(key) ?? [];
  ofBrowser.set(key, pages);
  const page = pages.pop() ?? (await (await browser.newContext(options)).newPage());
  const size = page.viewportSize()!;
  onTestFinished(async () => {
    page.removeAllListeners();
    await page.goto("about:blank");
    await page.context().clearPermissions();
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(size);
    pages.push(page);
  });
  return page;
}

/** Opens a file in a window. `query`: with its question mark. */
export async function view(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
  query = "",
): Promise<Viewed> {
  const page = await windowOf(browser, options);
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
  page.on("request", (request) => !request.url().startsWith("file:") && complaints.push(`fetched ${request.url()}`));
  await page.goto(`${pathToFileURL(file).href}${query}`);
  return { page, complaints };
}

/** Violations of WCAG 2.2, levels A and AA, as axe-core finds them: rule and element. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>(`"axe" in window`)))
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const run = `axe.run(document, { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } })`;
  const { violations } = await page.evaluate<AxeResults>(run);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)}: ${failureSummary ?? ""}`),
  );
}

/** Each rule meets both schemes and both widths, a phone's and a desk's: all four pairs would take twice as long. */
const looks = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 390 },
] as const;

/** What is wrong with a page, light and dark, narrow and wide: who cannot read it, and how far it must be scrolled sideways. */
export async function faultsOfLooks(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    const wider = await overflow(page);
    const found = [...(await accessibilityFaults(page)), ...(wider > 0 ? [`${wider} pixels too wide`] : [])];
    faults.push(...found.map((fault) => `${colorScheme}, ${width} pixels: ${fault}`));
  }
  return faults;
}

/** Pixels by which a page is wider than its window: a phone would have to scroll sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
