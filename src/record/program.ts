import { ConfigError } from "../base/config-error.ts";
import { Edge } from "../edge/machine.ts";
import type { EdgeEvent } from "../edge/event.ts";
import { Supernode } from "../supernode/machine.ts";
import type { SupernodeEvent } from "../supernode/event.ts";
import { edgeLines } from "./edge/lines.ts";
import type { EventLine, Opening } from "./format.ts";
import { type Difference, Rerun } from "./rerun.ts";
import { edgeConfigSchema, edgeEvent, edgeMadeOf } from "./stored/edge.ts";
import { BadRecording, readAs } from "./stored/read.ts";
import { supernodeConfigSchema, supernodeEvent, supernodeMadeOf } from "./stored/supernode.ts";
import { supernodeLines } from "./supernode/lines.ts";

export type AnyEvent = EdgeEvent | SupernodeEvent;

/** The machine of a recording, re-created. */
export interface RecordedProgram {
  /** Throws BadRecording. */
  event(stored: unknown, line: number): AnyEvent;
  /** Throws BadRecording if no machine can be created. */
  turn(event: AnyEvent, line: EventLine, actions: readonly string[]): Difference | undefined;
}

/** Throws BadRecording. */
export function recordedProgram({ program, config, payloads }: Opening): RecordedProgram {
  if (program === "edge") {
    const stored = readAs(edgeConfigSchema, config, 1);
    const edge = new Rerun(
      ({ drawn, random, seals }) => made(() => new Edge(edgeMadeOf(stored, drawn), random, seals)),
      edgeLines,
      payloads,
    );
    return {
      event: (event, line) => readAs(edgeEvent, event, line) as EdgeEvent,
      turn: (event, line, actions) => edge.turn(event as EdgeEvent, line, actions),
    };
  }
  const stored = readAs(supernodeConfigSchema, config, 1);
  const supernode = new Rerun(
    ({ random, seals }) => made(() => new Supernode(supernodeMadeOf(stored), random, seals)),
    supernodeLines,
    payloads,
  );
  return {
    event: (event, line) => readAs(supernodeEvent, event, line) as SupernodeEvent,
    turn: (event, line, actions) => supernode.turn(event as SupernodeEvent, line, actions),
  };
}

function made<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof ConfigError) throw new BadRecording(1, error.message);
    throw error;
  }
}
