import type { Note } from "../base/note.ts";

export type Log = (note: Note) => void;

/** The reference's numbers for its levels: what `-v` counts (fact sheet §12.1). */
const levels: Readonly<Record<Note["level"], number>> = { error: 0, warning: 1, normal: 2, info: 3, debug: 4 };

/** Without any `-v`. */
export const defaultVerbosity = levels.normal;

/** Writes notes as plain lines: warnings and errors to standard error, the others to standard output. */
export function consoleLog(verbosity: number): Log {
  return (note) => {
    if (levels[note.level] > verbosity) return;
    const stream = levels[note.level] <= levels.warning ? process.stderr : process.stdout;
    stream.write(line(note, new Date()) + "\n");
  };
}

/** `2026-11-21T10:00:00.123Z INFO peer is direct mac=02:… socket=192.0.2.1:40000`. Always one line. */
export function line(note: Note, at: Date): string {
  const facts = Object.entries(note.with ?? {}).map(([name, value]) => ` ${name}=${quoted(String(value))}`);
  return `${at.toISOString()} ${note.level.toUpperCase()} ${note.what}${facts.join("")}`;
}

/** Peers choose some of these texts: nothing in them may end the line, forge a fact or steer a terminal. */
function quoted(text: string): string {
  if (/^[\w.,:/[\]@+-]+$/.test(text)) return text;
  return JSON.stringify(text).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
