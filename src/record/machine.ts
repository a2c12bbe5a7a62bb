/**
 * A recording, in the order in which it is made and replayed:
 *
 * 1. `recording.ts`: what recording takes; `edge/recorded.ts`, `supernode/recorded.ts` make the machine with it
 * 2. here: each event goes to the machine, and becomes lines together with what came of it
 * 3. `seals/recorded.ts`: ciphers and randomness, which write what they gave into the `notebook.ts`
 * 4. `line-writer.ts`: datagrams and frames without what users send (`blank.ts`, `packed.ts`); `said.ts`: messages sent
 * 5. `veil.ts`: what stands in place of secrets; `format.ts`: the lines
 * 6. `stored/`: lines read again, strictly; `program.ts` makes the machine that they tell of
 * 7. `replay.ts`, `rerun.ts`: the same events again, with `seals/drawn.ts` in place of ciphers, up to the first difference
 * 8. `words.ts`: an event or an action on one line, to read
 *
 * @module
 */
import type { Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import { faultOf } from "./fault.ts";
import type { EndReason, EventLine } from "./format.ts";
import { type Lines, LineWriter } from "./line-writer.ts";
import type { RecordedSeals, RecordingParts } from "./seals/recorded.ts";

/** Takes all lines of one event, or none. */
export interface Sink {
  /** False = no more are accepted. */
  turn(lines: readonly string[]): boolean;
  end(why: EndReason): void;
}

/** A machine whose events and actions are written down. */
export class RecordedMachine<Event, Action extends { readonly kind: string }> implements Machine<Event, Action> {
  readonly #machine: Machine<Event, Action>;
  readonly #lines: Lines<Event, Action>;
  readonly #around: RecordingParts;
  readonly #seals: RecordedSeals;
  readonly #sink: Sink;
  #events = 0;
  #isOver = false;

  constructor(
    machine: Machine<Event, Action>,
    lines: Lines<Event, Action>,
    around: RecordingParts,
    seals: RecordedSeals,
    sink: Sink,
  ) {
    this.#machine = machine;
    this.#lines = lines;
    this.#around = around;
    this.#seals = seals;
    this.#sink = sink;
  }

  handle(event: Event, now: Instant): readonly Action[] {
    if (this.#isOver) return this.#machine.handle(event, now);
    if (this.#lines.prepare?.(event) === false) {
      this.#end("names");
      return this.#machine.handle(event, now);
    }
    let actions: readonly Action[];
    try {
      actions = this.#machine.handle(event, now);
    } catch (error) {
      this.#write(event, now, [], faultOf(error));
      this.#end("bug");
      throw error;
    }
    this.#write(event, now, actions);
    if (actions.some(({ kind }) => kind === "stopped")) this.#end("stopped");
    return actions;
  }

  nextWake(): Instant | undefined {
    return this.#machine.nextWake();
  }

  #write(event: Event, now: Instant, actions: readonly Action[], bug?: string): void {
    const { notebook, sealed } = this.#around;
    const writer = new LineWriter(this.#around);
    writer.opened = this.#seals.takeOpened();
    const lines = turnLines(this.#lines, writer, event, actions, {
      event: ++this.#events,
      at: now,
      drew: notebook.take(),
      wake: bug === undefined ? this.#machine.nextWake() : undefined,
      bug,
    });
    sealed.clear();
    if (!this.#sink.turn(lines)) this.#close();
  }

  #end(why: EndReason): void {
    if (!this.#isOver) this.#sink.end(why);
    this.#close();
  }

  #close(): void {
    this.#isOver = true;
    this.#around.notebook.close();
    this.#around.sealed.close();
  }
}

type Facts = Pick<EventLine, "event" | "at" | "drew"> & {
  readonly wake?: number | undefined;
  readonly bug?: string | undefined;
};

function turnLines<Event, Action>(
  lines: Lines<Event, Action>,
  writer: LineWriter,
  event: Event,
  actions: readonly Action[],
  { drew, wake, bug, ...facts }: Facts,
): readonly string[] {
  const line: EventLine = {
    ...facts,
    in: lines.event(event, writer),
    drew,
    actions: actions.length,
    ...(wake !== undefined && { wake }),
    ...(bug !== undefined && { bug }),
  };
  return [JSON.stringify(line), ...actions.map((action) => actionText(lines, writer, action))];
}

export function actionText<Action>(lines: Pick<Lines<never, Action>, "action">, writer: LineWriter, action: Action) {
  return JSON.stringify({ action: lines.action(action, writer) });
}
