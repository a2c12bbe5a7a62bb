import type { HttpStream } from "../../runtime/local/http-server.ts";

/** Tunable, in milliseconds. */
const tuned = { every: 1000 } as const;

/** Server-sent events (WHATWG HTML §9.2): the same text for all who listen, once a second while somebody does. */
export class Live implements Disposable {
  readonly #next: () => string;
  readonly #streams = new Set<HttpStream>();
  #timer: NodeJS.Timeout | undefined;

  constructor(next: () => string) {
    this.#next = next;
  }

  /** Returns what to call when it has left. */
  join(stream: HttpStream): () => void {
    this.#streams.add(stream);
    stream.say(this.#text());
    this.#timer ??= setInterval(() => {
      const text = this.#text();
      for (const each of this.#streams) each.say(text);
    }, tuned.every).unref();
    return () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this[Symbol.dispose]();
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #text(): string {
    return `data: ${this.#next()}\n\n`;
  }
}
