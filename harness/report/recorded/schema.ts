import { z } from "zod";

/**
 * What our own programs recorded of themselves (`--record`), beside what was captured. Times are milliseconds since the
 * case began.
 */

/** An event or an action in words, and the datagram that it came in or left by. */
const line = z.object({
  /** "saw": the event; "did": an action. */
  is: z.enum(["saw", "did"]),
  text: z.string(),
  /** As captured at the machine's host; absent = no datagram, or none was found. */
  packet: z
    .object({
      frame: z.number().int(),
      /** `sn → homeA :61800 → alice, 20.3 ms` */
      way: z.string(),
      end: z.enum(["delivered", "lost", "refused", "under way"]),
      /** The last capture that has it. */
      last: z.object({ node: z.string(), frame: z.number().int() }),
    })
    .optional(),
});

/** An event with its actions, or several alike in a row. */
const moment = z.object({
  at: z.number(),
  /** Of the last one alike; absent = one. */
  until: z.number().optional(),
  times: z.number().int(),
  /** Its place in `machines`. */
  machine: z.number().int(),
  /** The number of the first in the recording. */
  event: z.number().int(),
  lines: z.array(line),
});

const machine = z.object({
  node: z.string(),
  program: z.string(),
  /** Relative to the case's folder. */
  file: z.string(),
  /** Events that were read. */
  events: z.number().int(),
  /** What a replay says, or why there is none. */
  replay: z.string(),
});

export const seenRecordings = z.object({
  machines: z.array(machine),
  /** Of all machines, in the order of time. */
  moments: z.array(moment),
  /** A stretch that is left out because it would be too long; absent = nothing is. `after`: that many moments. */
  left: z.object({ after: z.number().int(), from: z.number(), until: z.number(), events: z.number().int() }).optional(),
});

export type SeenRecordings = z.infer<typeof seenRecordings>;
export type Moment = SeenRecordings["moments"][number];
export type MomentLine = Moment["lines"][number];
