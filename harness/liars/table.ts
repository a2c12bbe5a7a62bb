import { pathToFileURL } from "node:url";
import type { Verdict } from "../expect/claim.ts";
import { verdictOf } from "../expect/verdict.ts";
import type { Exhibit } from "./exhibit.ts";
import { gallery } from "./gallery.ts";
import { keptShow, type LaboratoryShow } from "./kept-show.ts";
import { isFalse, type ExhibitResult } from "./shown.ts";
import { exhibit } from "./simulated.ts";
import type { Claimed } from "./story.ts";

export async function show(subject: Exhibit, claimed: Claimed, seed = 1): Promise<ExhibitResult> {
  const verdict = verdictOf(await exhibit(subject, claimed, seed));
  return { exhibit: subject, claimed, truth: subject.truth[claimed], verdict: verdict.verdict, why: reasonOf(verdict) };
}

export async function showAll(): Promise<readonly ExhibitResult[]> {
  const all: ExhibitResult[] = [];
  for (const exhibit of gallery)
    for (const claimed of ["direct", "relayed"] as const) all.push(await show(exhibit, claimed));
  return all;
}

const introduction = `# A gallery of programs

Made by \`npx tsx harness/liars/table.ts\`; do not edit. Each program is an edge that treats its datagrams as it says,
shown to the judge under either claim: in the simulation, and as a program with real sockets and a real device in real
namespaces. What is true of it is known, so that a verdict can be false: a *pass* of what is not true, or a *fail* of
what is. Where packets fit more than one path, cutting them decides (\`verdicts.md\`).
`;

/** docs/gallery.md. `laboratory`: what was seen there, as kept in `reports`. */
export function documentOf(all: readonly ExhibitResult[], laboratory: LaboratoryShow): string {
  const inLaboratory = all.map(({ exhibit: { name }, claimed }) =>
    laboratory.shown.find((one) => one.program === name && one.claimed === claimed),
  );
  const real = all.map((one, i) => ({ ...one, ...inLaboratory[i] }));
  const shownThere = real.filter((_, i) => inLaboratory[i] !== undefined);
  return [
    introduction,
    `Simulation: ${summary(all)}`,
    "",
    `Laboratory (${laboratory.when}, ${laboratory.machine}): ${summary(shownThere)}`,
    "",
    tableOf(all, inLaboratory),
  ].join("\n");
}

function summary(all: readonly ExhibitResult[]): string {
  const of = (verdict: Verdict["verdict"]): number => all.filter((one) => one.verdict === verdict).length;
  return `${all.length} verdicts: ${of("pass")} pass, ${of("fail")} fail, ${of("inconclusive")} inconclusive; false: ${all.filter(isFalse).length}.`;
}

function tableOf(
  all: readonly ExhibitResult[],
  laboratory: readonly (LaboratoryShow["shown"][number] | undefined)[],
): string {
  const cell = (verdict: string, why: string): string =>
    verdict === "inconclusive" ? `inconclusive: ${why.replaceAll(/\d+/g, "…")}` : verdict;
  const rows = all.map(({ exhibit: { name, does }, claimed, truth, verdict, why }, i) => {
    const real = laboratory[i];
    const cells = [cell(verdict, why), real === undefined ? "not shown" : cell(real.verdict, real.why)];
    return `| ${[name, does, claimed, truth ? "yes" : "no", ...cells].join(" | ")} |`;
  });
  return [
    "| program | what it does | claimed | true | simulation | laboratory |",
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  process.stdout.write(documentOf(await showAll(), keptShow()));
