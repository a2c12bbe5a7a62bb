import { pathToFileURL } from "node:url";
import type { Verdict } from "../../expect/claim.ts";
import { verdictOf } from "../../expect/verdict.ts";
import type { Claimed } from "./exhibition.ts";
import { exhibit } from "./exhibition.ts";
import { gallery, type Exhibit } from "./gallery.ts";

/** One program under one claim. */
export interface Shown {
  readonly exhibit: Exhibit;
  readonly claimed: Claimed;
  readonly truth: boolean;
  readonly verdict: Verdict["verdict"];
  /** Why it did not pass. */
  readonly why: string;
}

export async function show(it: Exhibit, claimed: Claimed, seed = 1): Promise<Shown> {
  const verdict = verdictOf(await exhibit(it, claimed, seed));
  return { exhibit: it, claimed, truth: it.truth[claimed], verdict: verdict.verdict, why: reasonOf(verdict) };
}

export async function showAll(): Promise<readonly Shown[]> {
  const all: Shown[] = [];
  for (const it of gallery) for (const claimed of ["direct", "relayed"] as const) all.push(await show(it, claimed));
  return all;
}

/** A verdict that the truth contradicts. */
export const isFalse = ({ truth, verdict }: Shown): boolean =>
  (verdict === "pass" && !truth) || (verdict === "fail" && truth);

const introduction = `# A gallery of programs

Made by \`npx tsx harness/sim/liars/table.ts\`; do not edit. Each program is an edge that treats its datagrams as it says,
shown to the judge in the simulation under either claim. What is true of it is known, so that a verdict can be false:
a *pass* of what is not true, or a *fail* of what is. Where packets fit more than one story, the verdict is *inconclusive*.
`;

/** docs/gallery.md */
export function documentOf(all: readonly Shown[]): string {
  const of = (verdict: Verdict["verdict"]): number => all.filter((it) => it.verdict === verdict).length;
  const summary = [
    `${all.length} verdicts: ${of("pass")} pass, ${of("fail")} fail, ${of("inconclusive")} inconclusive; false: ${all.filter(isFalse).length}.`,
    "",
  ];
  return [introduction, ...summary, tableOf(all)].join("\n");
}

function tableOf(all: readonly Shown[]): string {
  const rows = all.map(
    ({ exhibit: { name, does }, claimed, truth, verdict, why }) =>
      `| ${name} | ${does} | ${claimed} | ${truth ? "yes" : "no"} | ${verdict} | ${verdict === "inconclusive" ? why.replace(/\d+/, "all") : ""} |`,
  );
  return [
    "| program | what it does | claimed | true | verdict | because |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function reasonOf(verdict: Verdict): string {
  switch (verdict.verdict) {
    case "pass":
      return "";
    case "fail":
      return verdict.observed;
    case "inconclusive":
    case "unsupported":
      return verdict.why;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(documentOf(await showAll()));
