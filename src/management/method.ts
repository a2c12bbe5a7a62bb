/**
 * A request at the management port, in the order in which it is answered:
 *
 * 1. `request.ts`: text → type, tag, password and method, or an error; plain commands are handled besides
 * 2. `access.ts`: may who asks read, or change something?
 * 3. `edge-management.ts`, `supernode-management.ts`: which of the ways below it takes
 * 4. here: a method by its name, between begin and end; `edge-methods.ts` and `supernode-methods.ts` have them
 * 5. `supernode-entries.ts`, `edge-traffic.ts`, `problem-row.ts`: what those tell, from the status (`../status/edge-status.ts`)
 * 6. `reply.ts`: rows → JSON lines; `edge-text.ts`, `supernode-text.ts`: the same for people
 * 7. `subscriptions.ts`: events for those who subscribed
 *
 * @module
 */
import { errorLine, jsonLine, rowLines, type ReplyRow } from "./reply.ts";
import type { ManagementRequest } from "./request.ts";

/** The result of a method: rows, or an error between begin and end. */
export type MethodOutcome = Iterable<ReplyRow> | { readonly error: string };

export interface Method {
  readonly help: string;
  /** `write` = accepts `w` as well. */
  readonly access: "read" | "write";
  run(request: { readonly isWrite: boolean; readonly rest: string }): MethodOutcome;
}

/** n2n's error for a method that only the other kind of daemon has (fact sheet §13); clients depend on it. */
const spec = { onlyTheOtherHasIt: "unimplemented" } as const;

/** Known to both kinds of daemon, and refused by one. */
export const methodOfTheOther = (whose: "edges" | "supernodes", access: Method["access"]): Method => ({
  help: `for ${whose}`,
  access,
  run: () => ({ error: spec.onlyTheOtherHasIt }),
});

export type ManagementMethods = Readonly<Record<string, Method>>;

/** The whole answer. `endSays` = the end repeats the command, as in edges. */
export function runMethod(methods: ManagementMethods, request: ManagementRequest, endSays: boolean): readonly string[] {
  const { tag, method: cmd, rest } = request;
  const method = Object.hasOwn(methods, cmd) ? methods[cmd] : undefined;
  if (method === undefined) return [errorLine(tag, "unknowncmd")];
  const isWrite = request.type === "w";
  if (isWrite && method.access === "read") return [errorLine(tag, "readonly")];
  const outcome = method.run({ isWrite, rest });
  const begin = jsonLine(tag, "begin", { cmd });
  const end = endSays ? { cmd } : {};
  if ("error" in outcome) return [begin, errorLine(tag, outcome.error), jsonLine(tag, "end", end)];
  const { lines, cut } = rowLines(tag, outcome);
  return [begin, ...lines, jsonLine(tag, "end", cut ? { ...end, truncated: 1 } : end)];
}

/** The rows of `help`. */
export const helpRows = (methods: ManagementMethods): readonly ReplyRow[] =>
  Object.entries(methods).map(([cmd, { help }]) => ({ cmd, help }));

/** The methods that every daemon has. */
export interface Daemon {
  /** The reference's numbers, 0 errors … 4 debug. */
  verbosity(): number;
  setVerbosity(level: number): void;
  stop(): void;
}

export function daemonMethods(daemon: Daemon): ManagementMethods {
  return {
    stop: {
      help: "stop cleanly",
      access: "write",
      run({ isWrite }) {
        if (isWrite) daemon.stop();
        return [{ keep_running: isWrite ? 0 : 1 }];
      },
    },
    verbose: {
      help: "log level, 0 to 4",
      access: "write",
      run({ isWrite, rest }) {
        if (isWrite && /^\d$/.test(rest)) daemon.setVerbosity(Number(rest));
        return [{ traceLevel: daemon.verbosity() }];
      },
    },
  };
}
