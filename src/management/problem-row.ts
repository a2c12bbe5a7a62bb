import type { Problem } from "../base/problems.ts";
import { shown, type ReplyRow } from "./reply.ts";

/** A row of the method `problems`: the cause with its facts, what to do, and how often and when it occurred. */
export function problemRow({ cause, who, facts, advice, since, last, count }: Problem): ReplyRow {
  const fields = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === "boolean" ? Number(value) : value,
  ]);
  return {
    ...(Object.fromEntries(fields) as ReplyRow),
    cause,
    who,
    do: advice,
    count,
    since: shown.time(since),
    last_seen: shown.time(last),
  };
}
