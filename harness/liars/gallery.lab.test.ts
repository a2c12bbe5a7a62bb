import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gallery } from "./gallery.ts";
import { keepShow } from "./kept-show.ts";
import { showInLaboratory } from "./laboratory.ts";
import { isFalse, type Shown } from "./shown.ts";

const folder = mkdtempSync(join(tmpdir(), "natlab-gallery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every program is shown once; which claim is the untrue one wherever there is one, as that is what a liar wants. */
const untrue = gallery.map((it) => [it.name, it.truth.direct ? "relayed" : "direct", it] as const);
const honest = gallery.flatMap((it) =>
  (["direct", "relayed"] as const).flatMap((claimed) => (it.truth[claimed] ? [[it.name, claimed, it] as const] : [])),
);

/** NATLAB_GALLERY=all shows what is true of each as well, and keeps what came of it for the documentation. */
const all = process.env["NATLAB_GALLERY"] === "all";
const cases = all
  ? gallery.flatMap((it) => (["direct", "relayed"] as const).map((claimed) => [it.name, claimed, it] as const))
  : [...untrue, ...honest.filter(([name]) => ["honest", "decoys before", "keeps alive"].includes(name))];

/** Of these; a busy machine may leave some undecided. */
const undecidedAtMost = cases.length / 3;

/** Most of a case is waiting. */
describe("a gallery of programs in real namespaces (needs root)", () => {
  const shown: Shown[] = [];

  it.concurrent.each(cases)(
    "%s, claimed %s: no verdict that is not true",
    async (name, claimed, exhibit) => {
      const it_ = await showInLaboratory(exhibit, claimed, join(folder, `${name}-${claimed}`.replaceAll(" ", "-")));
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
