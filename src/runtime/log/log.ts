import { printable, shortened } from "../../base/byte-text.ts";
import type { Note } from "../../base/note.ts";

export type Log = (note: Note) => void;

/** The reference's numbers of its levels, which `-v` raises (fact sheet §12.1). */
const levels: Readonly<Record<Note["level"], number>> = { error: 0, warning: 1, normal: 2, info: 3, debug: 4 };

/** Without any `-v`. */
export const defaultVerbosity = levels.normal;

export const mostVerbosity = levels.debug;

/** The verbosity, which may change while the program runs. */
export interface Verbosity {
  level: number;
}

/** Writes notes as plain lines: warnings and errors to standard error, others to `output`. */
export function consoleLog(verbosity: Verbosity, output: NodeJS.WritableStream = process.stdout): Log {
  return (note) => {
    if (levels[note.level] > verbosity.level) return;
    const stream = levels[note.level] <= levels.warning ? process.stderr : output;
    stream.write(line(note, new Date()) + "\n");
  };
}

/** Syslog's numbers (RFC 5424 §6.2.1); "daemon" is facility 3. */
const severities: Readonly<Record<Note["level"], number>> = { error: 3, warning: 4, normal: 5, info: 6, debug: 7 };
const daemonFacility = 3;

/** The format of the system's log on a local socket: priority, program, fields. The log adds the time. */
export function syslogLog(verbosity: Verbosity, program: string, write: (line: string) => void): Log {
  return (note) => {
    if (levels[note.level] > verbosity.level) return;
    const priority = daemonFacility * 8 + severities[note.level];
    write(`<${priority}>${program}[${process.pid}]: ${said(note)}`);
  };
}

/** `2026-11-21T10:00:00.123Z INFO peer is direct mac=02:… socket=192.0.2.1:40000`. Always one line. */
export function line(note: Note, at: Date): string {
  return `${at.toISOString()} ${note.level.toUpperCase()} ${said(note)}`;
}

/** Tunable: bytes of one text in a line. A file may hold texts of any length. */
const tuned = { text: 1000 } as const;

function said(note: Note): string {
  const brief = (text: string) => shortened(text, tuned.text);
  const facts = Object.entries(note.with ?? {}).map(([name, value]) => ` ${name}=${quoted(brief(String(value)))}`);
  return printable(brief(note.what)) + facts.join("");
}

/** Peers choose some of these texts: they must not end the line, forge a fact or control a terminal. */
function quoted(text: string): string {
  if (/^[\p{L}\p{M}\p{N}_.,:/[\]@+-]+$/u.test(text)) return text;
  return `"${printable(text.replace(/["\\]/g, "\\$&")).replaceAll("\\u000a", "\\n")}"`;
}
