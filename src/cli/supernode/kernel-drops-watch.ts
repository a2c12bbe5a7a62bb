import type { Log } from "../../runtime/log/log.ts";

/** Tunable, in milliseconds. */
const tuned = { look: 10_000, quiet: 600_000 } as const;

export interface KernelDrops {
  /** Datagrams that the kernel dropped unread so far; undefined = unknown. */
  readonly unread: number | undefined;
  /** The kernel drops datagrams without a plain header, because all communities here have plain headers. */
  readonly plainOnly: () => boolean;
}

/** Reports that the kernel drops datagrams, and the likely reason: they are visible nowhere else. */
export class KernelDropsWatch implements Disposable {
  readonly #look: () => KernelDrops;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #said = 0;
  #quietUntil = 0;

  constructor(look: () => KernelDrops, log: Log, now: () => number = Date.now) {
    this.#look = look;
    this.#log = log;
    this.#timer = setInterval(() => this.look(now()), tuned.look).unref();
  }

  look(now: number): void {
    const { unread = 0, plainOnly } = this.#look();
    if (unread <= this.#said || now < this.#quietUntil) return;
    const count = unread - this.#said;
    this.#said = unread;
    this.#quietUntil = now + tuned.quiet;
    const why = plainOnly()
      ? "no plain n2n header: garbage, or edges with -H or users, whose community must be in the list (-c)"
      : "more arrived than could be read in time";
    this.#log({ level: "warning", what: "the kernel dropped datagrams unread", with: { count, why } });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
