import type { Log } from "../runtime/log/log.ts";

/** Logs a problem when it begins, and not again while it persists. */
export class LogOnce {
  readonly #log: Log;
  readonly #troubles = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  once(about: string, why: string): void {
    if (this.#troubles.get(about) === why) return;
    this.#troubles.set(about, why);
    this.#log({ level: "warning", what: "no routes", with: { why } });
  }

  again(about: string): void {
    this.#troubles.delete(about);
  }
}
