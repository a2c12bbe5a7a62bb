import type { CapturedPacket } from "../../evidence/evidence.ts";
import type { Pings } from "../json.ts";
import { timesOf } from "./udp-flow.ts";

/** By the captures' clock, in milliseconds. */
export interface LoadWindow {
  readonly from: number;
  readonly until: number;
}

/** The echoes that left within the window, and how long their answers took, whenever they came. `packets`: of the sender's interface. */
export function measurePings(packets: readonly CapturedPacket[], { from, until }: LoadWindow): Pings {
  const requests = new Map<string, number>();
  const times: number[] = [];
  for (const { echo, direction, at } of packets) {
    if (echo === undefined) continue;
    const key = `${echo.id} ${echo.sequence}`;
    if (echo.request && direction === "out" && at >= from && at < until) requests.set(key, at);
    const asked = !echo.request && direction === "in" ? requests.get(key) : undefined;
    if (asked === undefined) continue;
    times.push(at - asked);
    requests.delete(key);
  }
  return { sent: times.length + requests.size, answered: times.length, time: timesOf(times) };
}
