import type { Evidence } from "../../evidence/evidence.ts";
import { describeEvent } from "../../topology/event.ts";
import type { SeenStep } from "./schema.ts";

/** What the story did, without its claims. `start`: when the case began. */
export const stepsOf = ({ steps }: Pick<Evidence, "steps">, start: number): SeenStep[] =>
  steps
    .filter(({ claim }) => claim === undefined)
    .map(({ at, ended, what, event, cut }) => ({
      at: at - start,
      ...(ended !== undefined && { until: ended - start }),
      what: event === undefined ? what : describeEvent(event),
      kind: event !== undefined ? "event" : cut !== undefined ? "cut" : "act",
    }));
