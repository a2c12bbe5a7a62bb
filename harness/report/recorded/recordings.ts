/**
 * What our own programs saw and did, for the page of a run with `--record`:
 *
 * 1. `read.ts`: the first lines of each recording of a case
 * 2. `turns.ts`: drives each machine again: its events and actions, and whether it does the same
 * 3. `captured.ts`: the captured datagram of each event and action; `way.ts`: what became of it
 * 4. `moments.ts`: in words, those alike in a row as one
 * 5. here: all machines in the order of time, and no more than a page can hold; `schema.ts`: as stored in run.json
 *
 * @module
 */
import type { Evidence } from "../../evidence/evidence.ts";
import type { FollowedBindings } from "../seen/bindings.ts";
import { macInOpening, momentsOf } from "./moments.ts";
import type { StoredRecording } from "./read.ts";
import type { Moment, SeenRecordings } from "./schema.ts";
import { replayed } from "./turns.ts";

/** Tunable, of a case: moments that can be stepped through, and letters in them. The beginning explains most. */
const tuned = { moments: 200, letters: 40_000, beginning: 0.7 } as const;

/** Undefined = nothing was recorded. `start`: when the case began. */
export function recordingsOf(
  stored: readonly StoredRecording[],
  evidence: Evidence,
  bindings: Pick<FollowedBindings, "rule">,
  start: number,
): SeenRecordings | undefined {
  if (stored.length === 0) return undefined;
  const machines = stored.map((one) => ({ ...one, ...replayed(one) }));
  const macs = machines.flatMap(({ node, opening }) => {
    const mac = opening && macInOpening(opening);
    return mac === undefined ? [] : [[mac, node] as const];
  });
  const around = { evidence, bindings, start, names: new Map(macs) };
  const all = machines
    .flatMap(({ node, turns }, place) => momentsOf({ place, node, turns }, around))
    .sort((a, b) => a.at - b.at);
  return {
    machines: machines.map(({ node, program, file, turns, finding }) => ({
      node,
      program,
      file,
      events: turns.length,
      replay: finding,
    })),
    ...bounded(all),
  };
}

/** The beginning and the end, without what is between them if it is too much. */
function bounded(all: readonly Moment[]): Pick<SeenRecordings, "moments" | "left"> {
  const first = fitting(all, tuned.beginning);
  if (first === all.length || fitting(all, 1) === all.length) return { moments: [...all] };
  const last = fitting([...all].reverse(), 1 - tuned.beginning);
  const left = all.slice(first, all.length - last);
  const events = left.reduce((sum, { times }) => sum + times, 0);
  return {
    moments: [...all.slice(0, first), ...all.slice(all.length - last)],
    left: { after: first, from: left[0]!.at, until: left.at(-1)!.at, events },
  };
}

/** How many of them fit into a share of what a page can hold. */
function fitting(moments: readonly Moment[], share: number): number {
  let room = tuned.letters * share;
  const over = moments.findIndex((moment, i) => (room -= lettersOf(moment)) < 0 || i >= tuned.moments * share);
  return over < 0 ? moments.length : over;
}

const lettersOf = ({ lines }: Moment): number =>
  lines.reduce((sum, { text, packet }) => sum + text.length + (packet?.way.length ?? 0), 0);
