import type { CapturedPacket, Evidence } from "../evidence/evidence.ts";
import { farEnd } from "../evidence/journeys/link-quality.ts";
import { groupBy } from "../evidence/journeys/pairing.ts";
import { datagramKey } from "../evidence/capture/payload-key.ts";
import { quantile } from "../evidence/quantile.ts";
import type { Port, Wiring } from "../evidence/journeys/wiring.ts";
import { millisecondsText } from "./wording.ts";

/**
 * Tunable. `ties`: by how many milliseconds captures with the same clock may differ; `fewest`: datagrams needed to judge.
 */
const tuned = { ties: 2, fewest: 3 } as const;

/**
 * All captures must share one clock. If datagrams leave a cable before they can have, those of its two ends do not: a
 * capture that is late in one direction is early in the other. Undefined = no sign of that.
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

/** Of datagrams that appear exactly once at each end, and so can be matched with certainty. */
function delaysBetween(sent: readonly CapturedPacket[], got: readonly CapturedPacket[]): readonly number[] {
  const arrivals = groupBy(got, datagramKey);
  return [...groupBy(sent, datagramKey)].flatMap(([key, [departure, ...more]]) => {
    const [arrival, ...others] = arrivals.get(key) ?? [];
    return arrival === undefined || more.length > 0 || others.length > 0 ? [] : [arrival.at - departure!.at];
  });
}
