import { escapeMarkup as text } from "../../junit.ts";
import type { CaseReport } from "../../run-json.ts";
import { lossOf as totalLoss } from "../../../topology/impairment/totals.ts";
import type { Impairment } from "../../../topology/link.ts";
import { scaleOf } from "./axis.ts";

type Link = CaseReport["links"][number];

/** Tunable, in pixels: where the panels of delay and loss are. */
const tuned = { row: 22, head: 26, width: 1000, delay: [130, 400], loss: [640, 800] } as const;

/** For each direction of each cable what was asked for (a line) beside what was measured: p50 (a dot) to p95, and loss. */
export function linksSvg(links: readonly Link[]): string {
  const delays = scaleOf([0, 1.1 * Math.max(1, ...links.map(({ asked, p95 }) => Math.max(asked.delay + asked.jitter, p95 ?? 0)))], tuned.delay); // prettier-ignore
  const losses = scaleOf([0, 1.1 * Math.max(0.01, ...links.map((link) => Math.max(wantedLoss(link), lossOf(link))))], tuned.loss); // prettier-ignore
  const rows = links.map((link, i) => {
    const y = tuned.head + tuned.row * (i + 0.5);
    const { node, direction, asked, p50, p95 } = link;
    const wanted = `<path class="axis" d="M${tuned.delay[0]} ${y}H${tuned.delay[1]}"/><line class="asked relayed" x1="${delays.at(asked.delay)}" y1="${y - 8}" x2="${delays.at(asked.delay)}" y2="${y + 8}"/>`;
    const got = p50 === null ? "" : `<path class="dots direct" d="M${delays.at(p50)} ${y}h0"/><path class="direct" d="M${delays.at(p50)} ${y}H${delays.at(p95 ?? p50)}"/>`; // prettier-ignore
    const bar = `<rect class="bar" x="${tuned.loss[0]}" y="${y - 4}" width="${losses.at(lossOf(link)) - tuned.loss[0]}" height="8"/><line class="asked relayed" x1="${losses.at(wantedLoss(link))}" y1="${y - 8}" x2="${losses.at(wantedLoss(link))}" y2="${y + 8}"/>`;
    return `<text x="0" y="${y + 4}">${text(node)} ${direction}</text>${wanted}${got}<text x="${tuned.delay[1] + 12}" y="${y + 4}">${delayText(link)}</text>${bar}<text x="${tuned.loss[1] + 12}" y="${y + 4}">${lossText(link)}</text>`;
  });
  const height = tuned.head + tuned.row * links.length + 4;
  const heads = `<text class="dim" x="${tuned.delay[0]}" y="14">delay, asked and measured</text><text class="dim" x="${tuned.loss[0]}" y="14">loss</text>`;
  return `<svg class="figure time" viewBox="0 0 ${tuned.width} ${height}" width="${tuned.width}" height="${height}" role="img" aria-label="links, asked and measured">${heads}${rows.join("")}</svg>`;
}

/** By chance, in bursts, or because a checksum failed. */
const wantedLoss = ({ asked }: Link): number => totalLoss(asked as Impairment);

const lossOf = ({ lost, sent }: Link): number => (sent === 0 ? 0 : lost / sent);

function delayText({ asked, p50, p95 }: Link): string {
  const jitter = asked.jitter > 0 ? ` ± ${asked.jitter}` : "";
  const got = p50 === null ? "nothing arrived" : `${p50.toFixed(1)}, p95 ${(p95 ?? p50).toFixed(1)} ms`;
  return `${asked.delay}${jitter} → ${got}${asked.rate === undefined ? "" : `, ${asked.rate / 1e6} Mbit/s`}`;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

const lossText = (link: Link): string => `${percent(wantedLoss(link))} → ${percent(lossOf(link))} (n=${link.sent})`;
