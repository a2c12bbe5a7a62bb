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
  const madeUp = new Set(
    crossings.filter((crossing) => crossing.path === "unknown").map((crossing) => crossing.arrived),
  );
  if (madeUp.size === 0) return { pings, crossings };
  const carried = new Map(pings.map((ping) => [ping, withoutMadeUp(ping, madeUp)]));
  return {
    pings: pings.map((ping) => carried.get(ping)!),
    crossings: crossings.flatMap((crossing): Crossing[] => {
      const ping = carried.get(crossing.ping)!;
      const isAnswer = crossing.sent !== crossing.ping.sent;
      if (isAnswer && ping.answered === undefined) return [];
      if (crossing.path !== "unknown") return [{ ...crossing, ping }];
      return [{ ping, from: crossing.from, to: crossing.to, sent: crossing.sent, path: "none" }];
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
