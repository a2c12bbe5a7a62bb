import { after, type Duration, type Instant } from "../../src/base/instant.ts";
import { analyse } from "../evidence/analysis.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { mayHaveTaken, type Crossing } from "../evidence/paths/paths.ts";
import type { Ping } from "../evidence/paths/pings.ts";
import type { Claim } from "./claim.ts";

export type SampleClaim = Extract<Claim, { kind: "latency" | "loss" }>;

/** A ping from a to b whose fate is known. */
export interface Sample {
  readonly ping: Ping;
  readonly lost: boolean;
  readonly roundTrip: Duration;
  /** Both directions took the claimed path, as far as packets show; of a lost ping, every direction that it travelled. */
  readonly onPath: boolean;
  readonly relay?: string;
}

/** Tunable: a ping without a reply for this long is lost. */
export const tuned = { lostAfter: 1500 } as const;

/** Pings from a to b sent since `from`, in order, whose fate is known at `evidence.until` and by the deadline. */
export function samplesOf(claim: SampleClaim, evidence: Evidence): readonly Sample[] {
  const { crossings, pings } = analyse(evidence);
  const horizon = Math.min(evidence.until, after(claim.from, claim.within)) as Instant;
  const waysOf = new Map<Ping, Crossing[]>();
  for (const crossing of crossings) waysOf.set(crossing.ping, [...(waysOf.get(crossing.ping) ?? []), crossing]);
  const samples: Sample[] = [];
  for (const ping of pings) {
    if (ping.from !== claim.a || ping.to !== claim.b || ping.sent.at < claim.from) continue;
    const returned = ping.returned && ping.returned.at - ping.sent.at <= tuned.lostAfter ? ping.returned : undefined;
    // A ping too recent to be lost holds back those after it, so that more evidence changes no sample.
    if (horizon - ping.sent.at < tuned.lostAfter && (returned === undefined || returned.at > horizon)) break;
    const ways = (waysOf.get(ping) ?? []).filter((crossing) => crossing.path !== "none");
    const relay = ways.find((way) => way.relay !== undefined)?.relay;
    samples.push({
      ping,
      lost: returned === undefined,
      roundTrip: ((returned?.at ?? Infinity) - ping.sent.at) as Duration,
      // A ping that no recent datagram can have carried was delayed in a program: it is late, not on another path.
      // One that fits several paths counts; judgeHold limits their number.
      onPath: ways.every((way) => mayHaveTaken(way, claim.path)),
      ...(relay === undefined ? {} : { relay }),
    });
  }
  return samples;
}

/** The relay that most samples used; if no sample shows one, the only one. */
export function relayOf(samples: readonly Sample[], evidence: Evidence): string | undefined {
  const counts = new Map<string, number>();
  for (const { relay } of samples) if (relay !== undefined) counts.set(relay, (counts.get(relay) ?? 0) + 1);
  const [most] = [...counts].sort((x, y) => y[1] - x[1]);
  return most?.[0] ?? evidence.relays[0]?.node;
}
