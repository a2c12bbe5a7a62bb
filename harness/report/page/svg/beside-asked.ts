import type { CaseReport } from "../../run-json.ts";
import { scaleOf } from "./axis.ts";

type Measured = NonNullable<CaseReport["links"][number]["impairments"]>[number];

/** Tunable, in pixels; `most`: the multiple of what was asked for at the right end. */
const tuned = { width: 168, height: 20, most: 2 } as const;

/** A dot at what was measured, drawn out over its interval; dashed, what was asked for, in the middle. The words are beside it. */
export function besideAskedSvg({ asked, measured, least, most }: Measured): string {
  if (!asked || measured === null) return "";
  const x = scaleOf([0, tuned.most], [4, tuned.width - 4]);
  const at = (value: number | null): number => x.at(Math.min(tuned.most, Math.max(0, (value ?? measured) / asked)));
  const y = tuned.height / 2;
  return (
    `<svg class="figure time" viewBox="0 0 ${tuned.width} ${tuned.height}" width="${tuned.width}" height="${tuned.height}" aria-hidden="true">` +
    `<path class="axis" d="M${x.at(0)} ${y}H${x.at(tuned.most)}"/><path class="asked relayed" d="M${x.at(1)} 0V${tuned.height}"/>` +
    `<path class="direct" d="M${at(least)} ${y}H${at(most)}"/><path class="dots direct" d="M${at(measured)} ${y}h0"/></svg>`
  );
}
