import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gallery } from "./gallery.ts";
import { keepShow } from "./kept-show.ts";
import { showInLaboratory } from "./laboratory.ts";
import { isFalse, type ExhibitResult } from "./shown.ts";

const folder = mkdtempSync(join(tmpdir(), "natlab-gallery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * About a minute on two idle processors: those that attack different parts of the judge, each under a claim that is not
 * true of it where there is one, and four under one that is. NATLAB_GALLERY=all shows every program under both, in about
 * five, and keeps what came of it for the documentation.
 */
const all = process.env["NATLAB_GALLERY"] === "all";
const telling = [
  ...["relays", "goes one way", "flaps slowly", "decoys before", "duplicates", "draws a path", "splits"],
  ...["goes abroad", "answers itself", "drops", "crashes", "hides by the relay", "damages"],
];
const claims = ["direct", "relayed"] as const;
const wanted = (name: string, isTrue: boolean): boolean =>
  all || (isTrue ? ["honest", "decoys before", "mends", "packs"].includes(name) : telling.includes(name));
const cases = gallery.flatMap((exhibit) => {
  const chosen = claims.filter((claimed) => wanted(exhibit.name, exhibit.truth[claimed]));
  // Where neither claim is true, one of them is enough.
  return (all || exhibit.truth.direct || exhibit.truth.relayed ? chosen : chosen.slice(0, 1)).map(
    (claimed) => [exhibit.name, claimed, exhibit] as const,
  );
});

/** Of these; a busy machine may leave some undecided. */
const undecidedAtMost = cases.length / 3;

/** Most of a case is waiting. */
describe("a gallery of programs in real namespaces (needs root)", () => {
  const shown: ExhibitResult[] = [];

  it.concurrent.each(cases)(
    "%s, claimed %s: no verdict that is not true",
    async (name, claimed, exhibit) => {
      // A second try has a folder of its own: what ran out of time may still be writing to the first one's.
      const own = mkdtempSync(join(folder, `${name}-${claimed}-`.replaceAll(" ", "-")));
      const it_ = await showInLaboratory(exhibit, claimed, own);
      shown.push(it_);
      expect(isFalse(it_), `${it_.verdict}: ${it_.why}`).toBe(false);
      expect(it_.verdict, it_.why).not.toBe("unsupported");
    },
    240_000,
  );

  it("is decided in most cases", () => {
    const undecided = shown.filter(({ verdict }) => verdict === "inconclusive");
    const told = undecided.map(({ exhibit, claimed, why }) => `${exhibit.name}, ${claimed}: ${why}`).join("\n");
    expect(undecided.length, told).toBeLessThanOrEqual(undecidedAtMost);
    if (all) keepShow(shown, new Date());
  });
});
