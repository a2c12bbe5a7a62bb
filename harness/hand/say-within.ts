import { wrapped } from "../report/text/wrap.ts";
import type { LabCommand } from "./command.ts";

/** Tunable: spaces before the rest of a line that was too long. */
const tuned = { hanging: 2 } as const;

/** Lines within `width` columns; undefined = as they are. */
export const linesWithin = (text: string, width: number | undefined): readonly string[] =>
  wrapped(text, width, tuned.hanging);

/** Says what a command does within `width` columns; tables are made to fit. */
export const sayWithin =
  ({ is }: LabCommand, width: number | undefined, say: (text: string) => void) =>
  (text: string): void =>
    is === "nodes" || is === "nat" ? say(text) : linesWithin(text, width).forEach((line) => say(line));
