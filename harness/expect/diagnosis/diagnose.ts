import { analyse } from "../../evidence/analysis.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { mayHaveTaken } from "../../evidence/paths/paths.ts";
import { approachOf, type Approach } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { foundButUnused } from "./found-unused.ts";
import { neighboursOutside, onlyInside, wrongPort } from "./misdirected.ts";
import { fromAnotherSocket, unanswered } from "./unanswered.ts";
import { unrepeated } from "./unrepeated.ts";
import { oneTried, untried } from "./untried.ts";

/** From the furthest that the two came to the least. */
const rules: readonly ((approach: Approach) => Diagnosis | undefined)[] = [
  foundButUnused,
  unrepeated,
  unanswered,
  fromAnotherSocket,
  wrongPort,
  onlyInside,
  neighboursOutside,
  oneTried,
  untried,
];

/** Tunable: pings of a direction whose path is looked at: the last ones. */
const tuned = { latest: 5 } as const;

/**
 * What the datagrams show of it: addresses, ports, times, and what routers did with them, whatever the protocol.
 * Undefined if there is a direct path, if theory allows none, and if the evidence supports no sentence.
 */
export function diagnose(
  evidence: Evidence,
  { a, b }: { readonly a: string; readonly b: string },
): Diagnosis | undefined {
  const approach = approachOf(evidence, a, b);
  if (approach === undefined || !mayBeDirect(approach) || isDirect(approach)) return undefined;
  for (const rule of rules) {
    const diagnosis = rule(approach);
    if (diagnosis !== undefined) return diagnosis;
  }
  return undefined;
}

const mayBeDirect = ({ theory: { prediction } }: Approach): boolean =>
  prediction.path === "direct" || prediction.path === "race" || prediction.path === "either";

/** Both directions were, or may have been, at the end. */
function isDirect({ evidence, sides, until }: Approach): boolean {
  const { crossings } = analyse(evidence);
  const [a, b] = sides;
  return [
    [a, b],
    [b, a],
  ].every(([from, to]) => {
    const arrived = crossings.filter((one) => {
      return one.from === from!.name && one.to === to!.name && one.sent.at < until && one.arrived !== undefined;
    });
    const latest = arrived.slice(-tuned.latest);
    return latest.length > 0 && latest.every((one) => mayHaveTaken(one, "direct"));
  });
}
