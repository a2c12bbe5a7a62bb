import { describe, expect, it } from "vitest";
import { parseRun, type CaseReport } from "../run-json.ts";
import { impairedLink, impairedRun } from "../testing/impaired.ts";
import { testRun } from "../testing/run.ts";
import { impairmentsSection } from "./impairments.ts";

const [impaired] = impairedRun().cases as [CaseReport];
const sectionOf = (links: CaseReport["links"]): string => impairmentsSection({ ...impaired, links }) || "";
const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

describe("what lines did to packets", () => {
  it("is a table in words, with what is not as asked marked", () => {
    const section = sectionOf([impairedLink]);
    expect(textOf(section)).toContain("homeA up, loss 4 % 4.1 % (3.5 % to 5 %) 2000 packets as asked");
    expect(textOf(section)).toContain("homeA up, burst length 2 2.1 (1.7 to 2.4) 39 bursts too few");
    expect(section).toContain('<span class="violated">different</span>');
    expect(textOf(section)).toContain("homeA up, duplicated 3 % – (– to –) 0 packets too few");
  });

  it("draws no value that is not known", () => {
    const plots = sectionOf([impairedLink]).match(/<svg[^>]+aria-hidden/g) ?? [];
    expect(plots).toHaveLength(3);
  });

  it("says the distributions in words too, the last bar with all that are longer", () => {
    const section = sectionOf([impairedLink]);
    expect(section).toContain("1: 20, asked 20; 2: 10, asked 10; 3: 6, asked 5; 4 or more: 3, asked 5");
    expect(section).toContain(
      "one-way delays of 1900 packets: asked 10 ms ± 2 ms, some 20 ms more; measured 8 to 28 ms",
    );
  });

  it("draws what was asked for even where nothing of it was measured", () => {
    const section = sectionOf([{ ...impairedLink, delays: { from: 8, bin: 0.5, counts: [5] } }]);
    const asked = /one-way delays.*?class="asked stepped" d="([^"]+)"/.exec(section)![1]!;
    const [left, right] = [Math.min(...xs(asked)), Math.max(...xs(asked))];
    expect([left >= 0, right <= 320, right - left > 200]).toEqual([true, true, true]);
  });

  it("is left out where nothing was asked for", () => {
    expect(impairmentsSection(testRun().cases[0]!)).toBe(false);
  });

  it("takes less than 6 kB a direction, and fits the schema of run.json", () => {
    expect(Buffer.byteLength(sectionOf([impairedLink]))).toBeLessThan(6000);
    expect(parseRun(JSON.parse(JSON.stringify(impairedRun())))).toEqual(impairedRun());
  });
});

const xs = (path: string): number[] => [...path.matchAll(/M([\d.]+)/g)].map(([, x]) => Number(x));
