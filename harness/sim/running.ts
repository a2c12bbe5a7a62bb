import type { Note } from "../../src/base/note.ts";

/** A program that runs on a simulated host. */
export interface Running {
  readonly program: "edge" | "supernode";
  readonly lines: readonly string[];
  /** Asks it to shut down cleanly. */
  stop(): void;
}

export function noteLine(at: number, { level, what, with: facts = {} }: Note): string {
  const written = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  return [(at / 1000).toFixed(3), level, what, ...written].join(" ");
}
