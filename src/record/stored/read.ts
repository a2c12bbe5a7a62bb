import type { z } from "zod";
import { printable, shortened } from "../../base/byte-text.ts";
import { ConfigError } from "../../base/config-error.ts";

/** Errors about a recording name the line. */
export class BadRecording extends ConfigError {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}

/** Throws BadRecording. */
export function parseLine(text: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const start = printable(shortened(text, tuned.shown));
    throw new BadRecording(line, `not JSON, so it was not made by --record, or was changed: ${start}`);
  }
}

/** Throws BadRecording. */
export function readAs<T extends z.ZodType>(schema: T, value: unknown, line: number): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  const where = path.length === 0 ? "" : `${printable(path.join("."))}: `;
  throw new BadRecording(line, `${where}${printable(shortened(message, tuned.complaint))}`);
}

/** Tunable, in bytes. */
const tuned = { shown: 60, complaint: 200 } as const;
