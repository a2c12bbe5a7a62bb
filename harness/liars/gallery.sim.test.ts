import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gallery } from "./gallery.ts";
import { keptShow } from "./kept-show.ts";
import { isFalse, type ExhibitResult } from "./shown.ts";
import { documentOf, show } from "./table.ts";

/** With fewer the judge would have become too cautious. */
const decidedAtLeast = 70;

describe("a gallery of programs whose truth is known", () => {
  const all = gallery.flatMap((exhibit) =>
    (["direct", "relayed"] as const).map((claimed) => [exhibit.name, claimed, exhibit] as const),
  );
  const shows = new Map<string, Promise<ExhibitResult>>();
  const shownOnce = ([name, claimed, exhibit]: (typeof all)[number]): Promise<ExhibitResult> => {
    const key = `${name}, ${claimed}`;
    const known = shows.get(key) ?? show(exhibit, claimed);
    shows.set(key, known);
    return known;
  };

  it.each(all)("%s, claimed %s: no false verdict", async (...one) => {
    const shown = await shownOnce(one);
    expect(isFalse(shown), `${shown.verdict}: ${shown.why}`).toBe(false);
  });

  it("is decided in most cases, and the documentation has each verdict", async () => {
    const shown: ExhibitResult[] = [];
    for (const one of all) shown.push(await shownOnce(one));
    expect(shown.filter(({ verdict }) => verdict !== "inconclusive").length).toBeGreaterThanOrEqual(decidedAtLeast);
    const written = readFileSync(new URL("../../docs/gallery.md", import.meta.url), "utf8");
    expect(written, "run: npx tsx harness/liars/table.ts > docs/gallery.md").toBe(documentOf(shown, keptShow()));
  }, 300_000);

  it("is true of an honest pair whatever the seed", async () => {
    const verdicts: string[] = [];
    for (let seed = 2; seed < 5; seed++) verdicts.push((await show(gallery[0]!, "direct", seed)).verdict);
    expect(verdicts).toEqual(verdicts.map(() => "pass"));
  });
});
