import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "./source-files.ts";

const top = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(top, path), "utf8");

const sheet = read("docs/n2n-v3.md");
const sections = new Set([...sheet.matchAll(/^#+ (\d+(?:\.\d+)?) /gm)].map(([, number]) => number!));

/** Tunable: how far before a § its document may be named. */
const reach = 240;

/** Documents that are cited with sections. */
const documents =
  /fact[- ]sheet|n2n-v3|RFC \d+|IEEE|POSIX|X[BC][DU]|WANIP\w*|WANPPP\w*|Architecture|PEP|paper|virtio|NIST|FIPS|draft-[\w-]+/gi;

/** The sections of the fact sheet that a text cites; a § with no document before it is one of them. */
function cited(text: string): string[] {
  return [...text.matchAll(/§ ?(\d+(?:\.\d+)*)(?: no\. (\d+))?/g)].flatMap(({ 1: section, 2: item, index }) => {
    const named = [...text.slice(Math.max(0, index - reach), index).matchAll(documents)].at(-1)?.[0] ?? "fact sheet";
    return /fact|n2n-v3/i.test(named) ? [item === undefined ? section! : `${section} no. ${item}`] : [];
  });
}

/** Items of a numbered list, or of a paragraph that numbers its sentences. */
function exists(reference: string): boolean {
  const [section, item] = reference.split(" no. ");
  if (!sections.has(section!)) return false;
  if (item === undefined) return true;
  const from = sheet.search(new RegExp(`^#+ ${section!.replace(".", "\\.")} `, "m"));
  const [body] = sheet.slice(from + 3).split(/^#/m);
  return new RegExp(`(^|\\s)${item}\\. `, "m").test(body!);
}

describe("sections of the fact sheet", () => {
  it("are distinguished from those of other documents", () => {
    expect(cited("(fact sheet §10.4) and §3.2, RFC 4787 §4.1, then fact sheet §14.1 no. 11")).toEqual([
      ...["10.4", "3.2", "14.1 no. 11"],
    ]);
    expect(["10.4", "14.1 no. 11", "16 no. 11"].map(exists)).toEqual([true, true, true]);
    expect(["10.9", "18", "14.1 no. 12"].map(exists)).toEqual([false, false, false]);
  });

  it("exist wherever they are cited", () => {
    const files = [...sourceFiles(".ts"), "ARCHITECTURE.md", "CONTRIBUTING.md"].filter(
      (path) => !path.startsWith("ci/sections"),
    );
    const all = files.flatMap((file) => cited(read(file)).map((reference) => ({ file, reference })));
    expect(all.length).toBeGreaterThan(200);
    expect(
      all.filter(({ reference }) => !exists(reference)).map(({ file, reference }) => `${file}: §${reference}`),
    ).toEqual([]);
  });
});
