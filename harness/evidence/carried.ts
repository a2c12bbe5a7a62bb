import type { Crossing } from "./paths/paths.ts";
import type { Ping } from "./paths/pings.ts";

/** Pings, and their known paths. */
export interface Crossed {
  readonly pings: readonly Ping[];
  readonly crossings: readonly Crossing[];
}

/**
 * Removes what came out of a device although nothing had come in that can have carried it: a program invented the ping or
 * the answer. Such a ping counts as one that never arrived.
 */
export function onlyCarried({ pings, crossings }: Crossed): Crossed {
  const invented = new Set(
    crossings.filter((crossing) => crossing.path === "unknown").map((crossing) => crossing.arrived),
  );
  if (invented.size === 0) return { pings, crossings };
  const carried = new Map(pings.map((ping) => [ping, withoutInvented(ping, invented)]));
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

function withoutInvented(ping: Ping, invented: ReadonlySet<unknown>): Ping {
  const { from, to, id, sequence, sent, arrived, answered, returned } = ping;
  if (arrived !== undefined && invented.has(arrived)) return { from, to, id, sequence, sent, instead: "invented" };
  if (returned === undefined || !invented.has(returned)) return ping;
  return {
    from,
    to,
    id,
    sequence,
    sent,
    ...(arrived && { arrived }),
    ...(answered && { answered }),
    instead: "invented",
  };
}
