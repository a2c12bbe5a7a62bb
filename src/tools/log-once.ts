import type { Log } from "../runtime/log/log.ts";

/** Says a trouble when it begins, and not again while it lasts. */
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
