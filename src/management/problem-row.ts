import type { Problem } from "../base/problems.ts";
import { shown, type ReplyRow } from "./reply.ts";

/** A row of the method `problems`: the facts beside the cause, what to do, and how often and when it was met. */
export function problemRow({ cause, who, facts, advice, since, last, count }: Problem): ReplyRow {
  const told = Object.entries(facts).map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : value]);
  return {
    ...(Object.fromEntries(told) as ReplyRow),
    cause,
    who,
    do: advice,
    count,
    since: shown.time(since),
    last_seen: shown.time(last),
  };
}
