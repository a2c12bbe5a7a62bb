import { chanceOfMore } from "../../expect/loss/binomial.ts";
import { datagramsNeeded, otherLink, pingsNeeded, programBound, rates } from "../../expect/loss/rates.ts";
import type { Detected } from "./detection.ts";
import { detectable } from "./nats.ts";
import type { Power } from "./power.ts";

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
const table = (titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const notPassed = (share: number): number => chanceOfMore(programBound(pingsNeeded).most, pingsNeeded, share);

/** docs/detection.md */
export function detectionPage(
  { rows, falseAlarms }: { rows: readonly Detected[]; falseAlarms: number },
  { trials, late, stalls }: Power,
): string {
  const sum = (of: "pairs" | "quick" | "full") => rows.reduce((total, row) => total + row[of], 0);
  const missed = (of: "quick" | "full") => rows.filter((row) => row[of] < row.pairs);
  return `# What is noticed, and how reliably

Generated (\`NATLAB_UPDATE=1 npx vitest run --project sim harness/sim/detection\`); what verdicts mean: \`verdicts.md\`.

## NATs: declared × built

${detectable.length} NATs (all presets, all mappings and filterings with all port allocations, every knob), each declared as each other one:
${sum("pairs")} pairs, simulated. The quick proof, which every case has, notices ${sum("quick")}
(${percent(sum("quick") / sum("pairs"))}), the full one (\`--proof full\`) ${sum("full")} (${percent(sum("full") / sum("pairs"))}). Declared as built: ${falseAlarms} false
alarms. Pairs of which some are missed, by the knobs in which they differ:

${table(
  ["differ in", "pairs", "quick notices", "full notices"],
  rows
    .filter((row) => row.quick < row.pairs || row.full < row.pairs)
    .map((row) => [row.differ, row.pairs, row.quick, row.full]),
)}

All other pairs, ${rows.length - rows.filter((row) => row.quick < row.pairs || row.full < row.pairs).length} kinds of difference, are always noticed. The full proof misses ${missed("full").length} kinds in part: differences
without an effect on a prober with two hosts and four servers, lifetimes longer than it waits, limits beyond what it tries.
The simulation has no refusals and no TCP; the laboratory notices these too.

## Loss

By programs, of n pings that no cable lost (false alarms under ${percent(rates.falseAlarm.program)} for a program that loses one ping in 100,000):

${table(
  ["pings", "fails if more are lost than", `loss noticed with ${percent(rates.detection)}`],
  [pingsNeeded, 100, 200, 1000].map((n) => [n, programBound(n).most, percent(programBound(n).noticed)]),
)}

By a cable, per direction (false alarms under ${Number((rates.falseAlarm.link * 100).toFixed(2))} % per side, then inconclusive):

${table(
  ["configured", "datagrams needed", `not passed, with ${percent(rates.detection)}`],
  [0.01, 0.02, 0.05, 0.1, 0.2].map((asked) => [percent(asked), datagramsNeeded(asked), percent(otherLink(asked))]),
)}

Of ${pingsNeeded} pings, each lost with the same probability, computed (binomial; the judge fails a case with ${programBound(pingsNeeded).most + 1} or more lost):

${table(
  ["a program loses", "not passed"],
  [0, 0.01, 0.02, 0.05, 0.1, 0.15].map((share) => [percent(share), percent(notPassed(share))]),
)}

Not noticed: less loss than that; bursts of loss between samples; loss of packets that are not pings.

## Latency

Of 20 round trips, always noticed: a median that exceeds the configured delay by more than 10 %, 8 ms (direct) or 12 ms
(relayed), whichever is most; two pings later than that by 25 ms plus the configured jitter; one ping later by 275 ms, or
never answered.
Measured, ${trials} invented stories each, direct over links of 40 ms there and back:

${table(
  ["all answers later by", "not passed"],
  late.map((one) => [`${one.milliseconds} ms`, percent(one.noticed)]),
)}

${table(
  ["one of 20 later by", "not passed"],
  stalls.map((stall) => [`${stall.milliseconds} ms`, percent(stall.noticed)]),
)}

Not noticed: less than that; and delay while programs are known to have waited for a processor (inconclusive).
`;
}
