import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import { farEnd } from "../evidence/journeys/link-quality.ts";
import { groupBy } from "../evidence/journeys/pairing.ts";
import { datagramKey } from "../evidence/capture/payload-key.ts";
import { quantile } from "../evidence/quantile.ts";
import type { Port, Wiring } from "../evidence/journeys/wiring.ts";
import { millisecondsText } from "./wording.ts";

/**
 * Ours. `ties`: milliseconds that captures of one clock may differ by; `fewest`: with fewer datagrams nothing is said.
 */
const tuned = { ties: 2, fewest: 3 } as const;

/**
 * Captures are of one clock. Where datagrams come out of a cable before they can have, those of its two ends are not: what is
 * seen late at the one end is seen early in the other direction. Undefined = none do.
 */
export function clockTrouble(evidence: Evidence, wiring: Wiring): string | undefined {
  const at = ({ node, name }: Port, direction: "in" | "out"): readonly CapturedPacket[] =>
    (evidence.captures.find((capture) => capture.node === node)?.packets ?? []).filter(
      (packet) =>
        packet.interface === name &&
        packet.direction === direction &&
        packet.protocol === "udp" &&
        packet.overheard !== true,
    );
  for (const cable of wiring.cables) {
    for (const far of farEnd(cable, evidence, wiring)) {
      for (const [from, to, asked] of [
        [cable.near, far, cable.link.up],
        [far, cable.near, cable.link.down],
      ] as const) {
        const delays = delaysBetween(at(from, "out"), at(to, "in"));
        if (delays.length < tuned.fewest) continue;
        const early = asked.delay - asked.jitter - quantile(delays, 0.5);
        if (early > tuned.ties)
          return `the captures of ${from.node} and ${to.node} do not share a clock: datagrams between them arrived ${millisecondsText(early)} too early`;
      }
    }
  }
  return undefined;
}

/** Of datagrams that are there once at each end, so that which is which is certain. */
function delaysBetween(sent: readonly CapturedPacket[], got: readonly CapturedPacket[]): readonly number[] {
  const arrivals = groupBy(got, datagramKey);
  return [...groupBy(sent, datagramKey)].flatMap(([key, [departure, ...more]]) => {
    const [arrival, ...others] = arrivals.get(key) ?? [];
    return arrival === undefined || more.length > 0 || others.length > 0 ? [] : [arrival.at - departure!.at];
  });
}
