import { isDeepStrictEqual } from "node:util";
import type { Instant } from "../base/instant.ts";
import type { Machine } from "../base/machine.ts";
import type { Random } from "../base/random.ts";
import type { Seals } from "../seal/seals.ts";
import type { Payloads } from "./blank.ts";
import { drawnRandom, drawnSeals } from "./seals/drawn.ts";
import { faultOf } from "./fault.ts";
import type { EventLine } from "./format.ts";
import { type Lines, LineWriter } from "./line-writer.ts";
import { actionText } from "./machine.ts";
import { DrawnAgain, OutOfStep } from "./notebook.ts";
import { SealedNow } from "./seals/sealed.ts";
import { noVeil } from "./veil.ts";

/** How a machine differs from the recorded one. */
export type Difference =
  /** An action differs, or is on one side only. `at`: from 1. Both as in the recording. */
  | { readonly what: "action"; readonly at: number; readonly recorded?: unknown; readonly replayed?: unknown }
  /** The time when it wants to be woken; undefined = not at all. */
  | { readonly what: "wake"; readonly recorded: number | undefined; readonly replayed: number | undefined }
  /** It draws something else, or less, than the recorded one. */
  | { readonly what: "asks"; readonly recorded: string; readonly replayed: string }
  /** It threw, or only one of the two did. */
  | { readonly what: "bug"; readonly recorded: string | undefined; readonly replayed: string | undefined };

/** The parts of a machine in a replay. */
export interface RerunParts {
  readonly drawn: DrawnAgain;
  readonly random: Random;
  readonly seals: Seals;
}

/** Drives a machine with the recorded events of another one, and compares their actions. */
export class Rerun<Event, Action> {
  readonly #make: (ground: RerunParts) => Machine<Event, Action>;
  readonly #lines: Lines<Event, Action>;
  readonly #writer: LineWriter;
  readonly #drawn = new DrawnAgain();
  readonly #sealed = new SealedNow();
  #machine: Machine<Event, Action> | undefined;

  constructor(make: (ground: RerunParts) => Machine<Event, Action>, lines: Lines<Event, Action>, payloads: Payloads) {
    this.#make = make;
    this.#lines = lines;
    this.#writer = new LineWriter({ veil: noVeil, payloads, sealed: this.#sealed });
  }

  /** `actions`: the recording's lines after the event's. After a difference the machine must not be used. */
  turn(event: Event, line: EventLine, actions: readonly string[]): Difference | undefined {
    this.#drawn.give(line.drew);
    let done: readonly Action[];
    try {
      done = this.#begun().handle(event, line.at as Instant);
    } catch (error) {
      if (error instanceof OutOfStep)
        return { what: "asks", recorded: error.recorded ?? "nothing more", replayed: error.wanted };
      return this.#threw(faultOf(error), line);
    }
    if (line.bug !== undefined) return { what: "bug", recorded: line.bug, replayed: undefined };
    const difference = this.#compare(done, actions) ?? this.#leftOver() ?? this.#wake(line);
    this.#sealed.clear();
    return difference;
  }

  /** Values drawn during construction are recorded with the first event. */
  #begun(): Machine<Event, Action> {
    const ground = { drawn: this.#drawn, random: drawnRandom(this.#drawn) };
    return (this.#machine ??= this.#make({ ...ground, seals: drawnSeals(this.#drawn, this.#sealed) }));
  }

  #threw(replayed: string, { bug }: EventLine): Difference | undefined {
    return bug === replayed ? undefined : { what: "bug", recorded: bug, replayed };
  }

  #compare(done: readonly Action[], recorded: readonly string[]): Difference | undefined {
    for (let i = 0; i < Math.max(done.length, recorded.length); i++) {
      const action = done[i];
      const text = action === undefined ? undefined : actionText(this.#lines, this.#writer, action);
      if (text !== undefined && text === recorded[i]) continue;
      const [before, now] = [recorded[i], text].map(actionOf);
      if (!isDeepStrictEqual(before, now)) return { what: "action", at: i + 1, recorded: before, replayed: now };
    }
    return undefined;
  }

  #leftOver(): Difference | undefined {
    const { left } = this.#drawn;
    return left.length === 0 ? undefined : { what: "asks", recorded: left[0]!, replayed: "nothing more" };
  }

  #wake({ wake: recorded }: EventLine): Difference | undefined {
    const replayed = this.#machine!.nextWake();
    return replayed === recorded ? undefined : { what: "wake", recorded, replayed };
  }
}

const actionOf = (line: string | undefined): unknown =>
  line === undefined ? undefined : (JSON.parse(line) as { readonly action: unknown }).action;
