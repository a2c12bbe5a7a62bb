import { readFile, writeFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { detection } from "./detection.ts";
import { detectionPage } from "./markdown.ts";
import { power } from "./power.ts";

const page = new URL("../../../docs/detection.md", import.meta.url);

describe("the table of detection", () => {
  it("has no false alarm, and is the one that the docs show", { timeout: 300_000 }, async () => {
    const found = await detection();
    expect(found.falseAlarms).toBe(0);
    const options = await resolveConfig(page);
    const text = await format(detectionPage(found, power()), { ...options, parser: "markdown" });
    if (process.env["NATLAB_UPDATE"] !== undefined) await writeFile(page, text);
    expect(await readFile(page, "utf8")).toBe(text);
  });
});
