import { secondsText } from "../../expect/wording.ts";
import { escapeMarkup as text } from "../junit.ts";
import type { Moment, MomentLine } from "../recorded/schema.ts";
import type { CaseReport } from "../run-json.ts";
import { bulletList, heading } from "./elements.ts";
import { datagramId, openedRows } from "./packets.ts";

type Recordings = NonNullable<CaseReport["recordings"]>;

/** What the machines saw and did: a list in the order of time, from which `step-script.ts` makes a stepper. */
export function recordedSection({ name, recordings, ladder }: CaseReport): string | false {
  if (recordings === undefined) return false;
  const { machines, moments, left } = recordings;
  const opened = [...openedRows(ladder.rows)].map((row) => [ladder.rows[row]!.frame, datagramId(name, row)] as const);
  const bytesOf = ({ last }: NonNullable<MomentLine["packet"]>): string | undefined =>
    opened.find(([{ node, frame }]) => node === last.node && frame === last.frame)?.[1];
  const rows = moments.flatMap((moment, i) => [
    ...(left?.after === i ? [gapRow(left)] : []),
    momentRow(moment, `${name}-moment-${i + 1}`, machines[moment.machine]!, bytesOf),
  ]);
  const about = machines.map(({ node, program, file, events, replay }) => `${program} on ${node}: ${events} events in ${file}; ${replay}`); // prettier-ignore
  return [
    heading(`${name}-recorded`, "What the machines saw and did"),
    `<p class="quiet">As the programs recorded it, which decides nothing; below each datagram what became of it, as captured. Events alike in a row are one. Machines have their names in place of MAC addresses.</p>`,
    bulletList(about),
    moments.length > 0 &&
      `<div class="stepper"><details><summary>All ${moments.length} as a list</summary><ol>${rows.join("")}</ol></details></div>`,
  ]
    .filter((part) => part !== false)
    .join("\n");
}

type BytesOf = (packet: NonNullable<MomentLine["packet"]>) => string | undefined;

function momentRow(moment: Moment, id: string, { node, program }: Recordings["machines"][number], bytes: BytesOf) {
  const { at, until, times, machine, event, lines } = moment;
  const more = until === undefined ? "" : `, ${times} alike until ${clock(until)}`;
  const failed = lines.some(({ packet }) => packet !== undefined && ["lost", "refused"].includes(packet.end));
  const head = `<p class="who"><a class="at" href="#${text(id)}">${clock(at)}</a> <span class="machine"><b>${text(node)}</b> ${program}</span> <span class="quiet">event ${event}${more}</span></p>`;
  return `<li id="${text(id)}" data-machine="${machine}"${failed ? " data-failed" : ""}>${head}${lines.map((line) => lineText(line, node, bytes)).join("")}</li>`;
}

const messageType = /\b[A-Z]{4}[A-Z_]*\b/;

/** As the ladder gives times. */
const clock = (ms: number): string => (ms / 1000).toFixed(3);

function lineText({ is, text: words, packet }: MomentLine, node: string, bytes: BytesOf): string {
  const said = `<p class="${is}">${is === "did" ? "→ " : ""}${text(words).replace(messageType, "<b>$&</b>")}</p>`;
  if (packet === undefined) return said;
  const { frame, way, end } = packet;
  const at = bytes(packet);
  const more = at === undefined ? "" : ` <a href="#${text(at)}">bytes</a>`;
  const kind = end === "lost" || end === "refused" ? "fail" : "quiet";
  return `${said}<p class="way ${kind}">${text(node)} #${frame}: ${text(way)}${more}</p>`;
}

const gapRow = ({ from, until, events }: NonNullable<Recordings["left"]>): string =>
  `<li class="gap inconclusive">${events} events from ${secondsText(from)} to ${secondsText(until)} are left out here; npm run replay shows them.</li>`;
