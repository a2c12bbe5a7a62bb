/** What can be listened to, as in n3n. `debug` brings copies of all others. */
export const webTopics = {
  debug: "All events - for event debugging",
  test: "Used only by post.test",
  peer: "Changes to peer list",
} as const;

export type WebTopic = keyof typeof webTopics;

export const isWebTopic = (text: string): text is WebTopic => Object.hasOwn(webTopics, text);

/** A listener's open answer. */
export interface Listener {
  /** Where it asked from, as n3n writes it. */
  readonly name: string;
  say(text: string): void;
  end(): void;
}

/** RFC 7464: each JSON text between a record separator and a line feed. */
const sequence = (value: unknown): string => `\u001e${JSON.stringify(value)}\n`;

/** One listener per topic, as in n3n: the next one replaces it. */
export class Topics {
  readonly #listeners = new Map<WebTopic, Listener>();

  listen(topic: WebTopic, listener: Listener): void {
    const former = this.#listeners.get(topic);
    this.#listeners.set(topic, listener);
    if (former === undefined) return;
    former.end();
    listener.say(sequence("replacing"));
  }

  leave(listener: Listener): void {
    for (const [topic, known] of this.#listeners) if (known === listener) this.#listeners.delete(topic);
  }

  publish(topic: WebTopic, event: Readonly<Record<string, unknown>>): void {
    const text = sequence({ event: topic, ...event });
    for (const name of new Set<WebTopic>(["debug", topic])) this.#listeners.get(name)?.say(text);
  }

  /** The rows of `help.events`. */
  rows(): readonly Readonly<Record<string, string>>[] {
    return Object.entries(webTopics).map(([topic, desc]) => {
      return { topic, sockaddr: this.#listeners.get(topic as WebTopic)?.name ?? "?:?", desc };
    });
  }
}
