import { type EndReason, type EventLine, formatVersion, type Opening } from "./format.ts";
import type { Difference } from "./rerun.ts";
import { type AnyEvent, type RecordedProgram, recordedProgram } from "./program.ts";
import { actionLine, endLine, eventLine, gapLine, opening } from "./stored/line.ts";
import { BadRecording, parseLine, readAs } from "./stored/read.ts";

/** An event with the recorded machine's actions. */
export interface Turn {
  readonly line: EventLine;
  readonly event: AnyEvent;
  /** As recorded. */
  readonly actions: readonly unknown[];
}

/** The result of a replay. `events`, `actions`: how many were the same. */
export type ReplayOutcome = { readonly events: number; readonly actions: number } & (
  | { readonly verdict: "same"; readonly until: EndReason | "asked" }
  | { readonly verdict: "differs"; readonly turn: Turn; readonly difference: Difference }
  | { readonly verdict: "inconclusive"; readonly why: string }
);

interface Waiting {
  readonly line: EventLine;
  readonly event: AnyEvent;
  readonly at: number;
  readonly lines: string[];
  readonly actions: unknown[];
}

/** Replays a recording line by line. */
export class RecordingReplay {
  opening: Opening | undefined;
  #recorded: RecordedProgram | undefined;
  #waiting: Waiting | undefined;
  #lines = 0;
  #events = 0;
  #actions = 0;
  readonly #until: number;
  readonly #turn: (turn: Turn) => void;

  /** `until`: the last event to replay. `turn`: called with each event before the machine handles it. */
  constructor(until: number, turn: (turn: Turn) => void) {
    this.#until = until;
    this.#turn = turn;
  }

  get events(): number {
    return this.#events;
  }

  /** Handles one line, without its end. Undefined = not finished. Throws BadRecording. */
  add(text: string): ReplayOutcome | undefined {
    const at = ++this.#lines;
    const value = parseLine(text, at);
    if (this.#recorded === undefined) return this.#open(value);
    if (this.#waiting !== undefined) return this.#action(this.#waiting, text, value);
    if (isWith(value, "gap")) return this.#gap(readAs(gapLine, value, at).gap);
    if (isWith(value, "end")) return this.#same(readAs(endLine, value, at).end);
    if (isWith(value, "action")) throw new BadRecording(at, "an action without an event: a line is missing before it");
    return this.#event(readAs(eventLine, value, at) as EventLine, at);
  }

  /** There are no more lines. `rest`: the text after the last line end. Throws BadRecording. */
  finish(rest: string): ReplayOutcome {
    if (this.#recorded === undefined) throw new BadRecording(1, "there is no whole line in it");
    const whole = this.#lines;
    const cut = rest !== "" || this.#waiting !== undefined;
    return this.#inconclusive(
      cut
        ? `the recording is cut after line ${whole}`
        : `the recording has no end after line ${whole}: its program was killed, or is still running`,
    );
  }

  #open(value: unknown): undefined {
    if (!isWith(value, "recording")) throw new BadRecording(1, "this is not a recording made by --record");
    if ((value as { recording: unknown }).recording !== formatVersion)
      throw new BadRecording(1, "the recording has another format than this program reads: take the one that wrote it");
    this.opening = readAs(opening, value, 1);
    this.#recorded = recordedProgram(this.opening);
  }

  #event(line: EventLine, at: number): ReplayOutcome | undefined {
    if (line.event !== this.#events + 1)
      throw new BadRecording(at, `event ${line.event} where ${this.#events + 1} should be`);
    const event = this.#recorded!.event(line.in, at);
    const waiting = { line, event, at, lines: [], actions: [] };
    return this.#completed(waiting);
  }

  #action(waiting: Waiting, text: string, value: unknown): ReplayOutcome | undefined {
    if (!isWith(value, "action"))
      throw new BadRecording(
        this.#lines,
        `not an action, of which event ${waiting.line.event} has ${waiting.line.actions}`,
      );
    waiting.actions.push(readAs(actionLine, value, this.#lines).action);
    waiting.lines.push(text);
    return this.#completed(waiting);
  }

  #completed(waiting: Waiting): ReplayOutcome | undefined {
    const { line, event, actions, lines } = waiting;
    this.#waiting = lines.length < line.actions ? waiting : undefined;
    if (this.#waiting !== undefined) return undefined;
    const turn = { line, event, actions };
    this.#turn(turn);
    const difference = this.#recorded!.turn(event, line, lines);
    if (difference !== undefined) return { ...this.#counts(), verdict: "differs", turn, difference };
    this.#events++;
    this.#actions += lines.length;
    return this.#events >= this.#until ? this.#same("asked") : undefined;
  }

  #gap(events: number): ReplayOutcome {
    const why = `the program could not write ${events} events behind event ${this.#events}; what came after cannot be replayed`;
    return this.#inconclusive(why);
  }

  #same(until: EndReason | "asked"): ReplayOutcome {
    return until === "broken" || until === "names"
      ? this.#inconclusive(`the recording ended early (${until})`)
      : { ...this.#counts(), verdict: "same", until };
  }

  #inconclusive(why: string): ReplayOutcome {
    return { ...this.#counts(), verdict: "inconclusive", why };
  }

  #counts() {
    return { events: this.#events, actions: this.#actions };
  }
}

const isWith = (value: unknown, name: string): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name);
