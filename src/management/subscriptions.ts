import { type Endpoint, endpointKey } from "../base/address/endpoint.ts";
import { jsonLine, type ReplyRow } from "./reply.ts";

/** A datagram for a subscriber. */
export interface Reply {
  readonly to: Endpoint;
  readonly text: string;
}

/** The topics. `debug` brings copies of all others. */
export const topics = {
  debug: "all events",
  test: "what post.test sends",
  peer: "changes of the paths to peers",
} as const;

export type Topic = keyof typeof topics;

interface Subscriber {
  readonly to: Endpoint;
  readonly tag: string;
}

/** One subscriber per topic: the next one replaces it (fact sheet §13). */
export class Subscriptions {
  readonly #subscribers = new Map<Topic, Subscriber>();

  subscribe(topic: Topic, to: Endpoint, tag: string): readonly Reply[] {
    const former = this.#subscribers.get(topic);
    this.#subscribers.set(topic, { to, tag });
    const welcome = { to, text: jsonLine(tag, "subscribe", { topic }) };
    if (former === undefined) return [welcome];
    const goodbye = { to: former.to, text: jsonLine(former.tag, "unsubscribed", { topic }) };
    return [goodbye, { to, text: jsonLine(tag, "replacing", { topic }) }, welcome];
  }

  /** To the topic's subscriber, with a copy for the one of `debug`; nothing if the topic has no subscriber. */
  publish(topic: Topic, event: ReplyRow): readonly Reply[] {
    const subscriber = this.#subscribers.get(topic);
    const debug = this.#subscribers.get("debug");
    const tag = subscriber?.tag ?? debug?.tag;
    if (tag === undefined) return [];
    const text = jsonLine(tag, "event", event);
    return [debug, subscriber].flatMap((each) => (each === undefined ? [] : [{ to: each.to, text }]));
  }

  rows(): readonly ReplyRow[] {
    return Object.entries(topics).map(([topic, help]) => {
      const subscriber = this.#subscribers.get(topic as Topic);
      const sockaddr = subscriber === undefined ? "?:?" : endpointKey(subscriber.to);
      return { topic, tag: subscriber?.tag ?? "", sockaddr, help };
    });
  }
}

export function isTopic(text: string): text is Topic {
  return Object.hasOwn(topics, text);
}
