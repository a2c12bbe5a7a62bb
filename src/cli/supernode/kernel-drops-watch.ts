import type { Log } from "../../runtime/log/log.ts";

/** Ours to choose, in milliseconds. */
const tuned = { look: 10_000, quiet: 600_000 } as const;

export interface KernelDrops {
  /** Datagrams so far that the kernel dropped before anybody read them; undefined = not known. */
  readonly unread: number | undefined;
  /** The kernel refuses what has no plain header, as no community here has another. */
  readonly plainOnly: () => boolean;
}

/** Says that the kernel drops datagrams, and why that may be: nothing of them shows anywhere else. */
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
      ? "no plain n2n header: garbage, or edges with -H or users, which need their community in the list (-c)"
      : "more came than could be read in time";
    this.#log({ level: "warning", what: "the kernel dropped datagrams unread", with: { count, why } });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
