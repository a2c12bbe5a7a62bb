import { analyse } from "../evidence/analysis.ts";
import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import type { Ping } from "../evidence/pings.ts";

/** Ours: how long a program may take between its device and its socket, or between two of its datagrams. */
const tuned = { slack: 2, most: 100 } as const;

/**
 * True when a cable lost a datagram that can have carried this ping: one as big as a ping, sent by the last edge that
 * had the ping, or by a relay, soon after.
 */
export function lossExplained(ping: Ping, evidence: Evidence): boolean {
  const { journeys } = analyse(evidence);
  const size = Math.min(...evidence.stimuli.map((it) => it.size));
  const last: CapturedPacket = ping.answered ?? ping.sent;
  const relays = evidence.relays.map((it) => it.node);
  return journeys.all.some(({ end, hops, origin }) => {
    const first = hops[0]!;
    const delay = first.at - last.at;
    const mayCarry = origin === last.node ? delay <= tuned.most : relays.includes(origin) && delay <= 10 * tuned.most;
    return end.is === "lost" && first.payload.length >= size && delay >= -tuned.slack && mayCarry;
  });
}
