/**
 * Something worth a log line, as data from a machine. `what` is a short stable phrase; `with` holds the facts.
 * Notes never contain keys, tokens or payload.
 */
export interface Note {
  readonly level: "error" | "warning" | "normal" | "info" | "debug";
  readonly what: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}
