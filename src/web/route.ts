import type { Arrived } from "./access.ts";
import type { WebAnswer, WebRequest } from "./exchange.ts";
import type { WebTopic } from "./topics.ts";

/** The answer stays open, and events of a topic, or the page's data, are written to it. */
export type OpenAnswer = { readonly listen: WebTopic } | { readonly live: true };

export interface WebRoute {
  readonly method: "GET" | "POST";
  /** With a slash at its end: everything below. */
  readonly path: string;
  readonly desc: string;
  answer(request: WebRequest, arrived: Arrived): WebAnswer | OpenAnswer;
}

export const get = (path: string, desc: string, answer: WebRoute["answer"]): WebRoute => ({
  method: "GET",
  path,
  desc,
  answer,
});
