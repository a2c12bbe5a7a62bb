import type { Crossing } from "./paths/paths.ts";
import type { Ping } from "./paths/pings.ts";

/** Pings, and what is known of their ways. */
export interface Crossed {
  readonly pings: readonly Ping[];
  readonly crossings: readonly Crossing[];
}

/**
 * Without what came out of a device though nothing at all had come in that can have brought it: a program that makes up
 * pings, or answers, brought none. Such a ping counts as one that never arrived.
 */
export function onlyCarried({ pings, crossings }: Crossed): Crossed {
  const madeUp = new Set(crossings.filter((it) => it.path === "unknown").map((it) => it.arrived));
  if (madeUp.size === 0) return { pings, crossings };
  const carried = new Map(pings.map((it) => [it, withoutMadeUp(it, madeUp)]));
  return {
    pings: pings.map((it) => carried.get(it)!),
    crossings: crossings.flatMap((it): Crossing[] => {
      const ping = carried.get(it.ping)!;
      const isAnswer = it.sent !== it.ping.sent;
      if (isAnswer && ping.answered === undefined) return [];
      if (it.path !== "unknown") return [{ ...it, ping }];
      return [{ ping, from: it.from, to: it.to, sent: it.sent, path: "none" }];
    }),
  };
}

function withoutMadeUp(ping: Ping, madeUp: ReadonlySet<unknown>): Ping {
  const { from, to, id, sequence, sent, arrived, answered, returned } = ping;
  if (arrived !== undefined && madeUp.has(arrived)) return { from, to, id, sequence, sent, instead: "made up" };
  if (returned === undefined || !madeUp.has(returned)) return ping;
  return {
    from,
    to,
    id,
    sequence,
    sent,
    ...(arrived && { arrived }),
    ...(answered && { answered }),
    instead: "made up",
  };
}
