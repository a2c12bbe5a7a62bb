import type { MeasuredImpairment } from "../../expect/links/measured-impairments.ts";
import { unitOf } from "../../expect/links/wording.ts";
import { queueTime } from "../../topology/impairment/totals.ts";
import type { Impairment } from "../../topology/link.ts";
import { escapeMarkup as text } from "../junit.ts";
import type { CaseReport } from "../run-json.ts";
import { heading, plainTable } from "./elements.ts";
import { besideAskedSvg } from "./svg/beside-asked.ts";
import { histogramSvg } from "./svg/histogram.ts";

type Link = CaseReport["links"][number];
type Measured = NonNullable<Link["impairments"]>[number];

/** What lines did to packets beside delaying them: each value asked and measured, and how it is distributed. */
export function impairmentsSection({ name, links }: CaseReport): string | false {
  const rows = links.flatMap((link) => (link.impairments ?? []).map((one) => rowOf(link, one)));
  const panels = links.flatMap((link) => [burstsPanel(link), delaysPanel(link)].filter((one) => one !== undefined));
  if (rows.length === 0 && panels.length === 0) return false;
  const table = rows.length > 0 && plainTable(["impairment", "asked", "measured", "of", "is", "beside asked"], rows); // prettier-ignore
  const legend =
    "Bars: measured; dashed: asked for. Of delays, dashed: the usual one with its jitter, of packets held back, and behind a full queue. The last bar has all that are longer.";
  return [
    heading(`${name}-impairments`, "Impairments, asked and measured"),
    table || "",
    panels.length > 0 ? `<figure><div class="panels">${panels.join("")}</div><figcaption>${legend}</figcaption></figure>` : "", // prettier-ignore
  ].join("\n");
}

function rowOf({ node, direction }: Link, one: Measured): readonly string[] {
  const { what, asked, measured, least, most, of, is } = one;
  const unit = unitOf(what);
  const shown = (value: number | null): string => (value === null ? "–" : unit(value));
  const word = is === "as asked" ? "met" : is === "different" ? "violated" : "pending";
  return [
    text(`${node} ${direction}, ${what}`),
    shown(asked),
    `${shown(measured)} <span class="quiet">(${shown(least)} to ${shown(most)})</span>`,
    `${of} ${countedThing(what)}`,
    `<span class="${word}">${is}</span>`,
    besideAskedSvg(one),
  ];
}

const countedThing = (what: MeasuredImpairment["what"]): string => (what === "burst length" ? "bursts" : "packets");

/** How many packets were lost in a row. */
function burstsPanel({ node, direction, bursts }: Link): string | undefined {
  if (bursts === undefined) return undefined;
  const { lengths, asked } = bursts;
  const all = lengths.reduce((sum, one) => sum + one, 0);
  const last = Math.max(2, lengths.findLastIndex((count) => count > 0) + 1);
  const rest = asked.slice(last).reduce((sum, one) => sum + one, 0);
  const expected = asked.slice(0, last).map((share, i) => (share + (i === last - 1 ? rest : 0)) * all);
  const counts = lengths.slice(0, last);
  const said = counts.map((count, i) => `${i + 1}${i === last - 1 ? " or more" : ""}: ${count}, asked ${expected[i]!.toFixed(0)}`); // prettier-ignore
  return histogramSvg({
    title: `${node} ${direction}: lengths of ${all} bursts`,
    said: `${node} ${direction}, how many bursts lost how many packets in a row: ${said.join("; ")}`,
    unit: `packets lost in a row, ${last} or more at the end`,
    from: 0.5,
    bin: 1,
    isWhole: true,
    counts,
    expected,
  });
}

/** How long packets took. */
function delaysPanel({ node, direction, asked, delays, p50, p95 }: Link): string | undefined {
  if (delays === undefined) return undefined;
  const { delay, jitter, reorder } = asked;
  const { from, bin, counts } = delays;
  const all = counts.reduce((sum, one) => sum + one, 0);
  const most = from + bin * counts.length;
  const queued = delay + queueTime(asked as Impairment);
  const isQueueUsed = most > (delay + queued) / 2;
  const wanted = [
    `${delay} ms${jitter > 0 ? ` ± ${jitter} ms` : ""}`,
    reorder && `some ${reorder.by} ms more`,
    queued > delay && `up to ${queued} ms behind a full queue`,
  ].filter(Boolean);
  return histogramSvg({
    title: `${node} ${direction}: delays of ${all} packets`,
    said: `${node} ${direction}, one-way delays of ${all} packets: asked ${wanted.join(", ")}; measured ${from} to ${most} ms, median ${shown(p50)}, p95 ${shown(p95)}`,
    unit: "milliseconds",
    ...delays,
    marks: [...new Set([delay - jitter, delay, delay + jitter, delay + (reorder?.by ?? 0), ...(isQueueUsed ? [queued] : [])])],
  });
} // prettier-ignore

const shown = (value: number | null): string => (value === null ? "unknown" : value.toFixed(1));
