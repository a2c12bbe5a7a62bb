import { endpointKey } from "../../src/base/address/endpoint.ts";
import { analyse } from "../evidence/analysis.ts";
import { refusedBy } from "../evidence/journeys/direct-datagrams.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Journey } from "../evidence/journeys/journeys.ts";

/** One step on the way to a direct path. */
export interface PunchStep {
  readonly what: string;
  readonly done: boolean;
}

interface Pair {
  readonly a: string;
  readonly b: string;
}

/**
 * How far punching got, from journeys and addresses alone, so for any program: the edge that sent first, the other one, a
 * datagram that was let in, an answer to exactly the endpoint it came from, and pings that move to the direct path.
 */
export function punchSteps({ a, b }: Pair, evidence: Evidence): readonly PunchStep[] {
  const analysis = analyse(evidence);
  const sent = { [a]: analysis.direct(a, b), [b]: analysis.direct(b, a) };
  const startOf = (node: string): number => sent[node]![0]?.hops[0]!.at ?? Infinity;
  const [first, second] = startOf(b) < startOf(a) ? [b, a] : [a, b];
  const all = [...sent[first]!, ...sent[second]!];
  // Behind a shared address a datagram can reach a third edge.
  const admitted = all.filter(({ end }) => end.is === "delivered" && [a, b].includes(end.node));
  const receiver = admitted[0]?.hops.at(-1)!.node ?? first;
  const other = receiver === first ? second : first;
  const answers = answersTo(
    admitted.filter((journey) => journey.origin === other),
    sent[receiver]!,
  );
  const moved = analysis.crossings.filter(
    (crossing) => crossing.path === "direct" && [a, b].includes(crossing.from) && [a, b].includes(crossing.to),
  );
  return [
    { what: `${first} sent to ${outermostRouter(evidence, second)}`, done: sent[first]!.length > 0 },
    { what: `${second} sent to ${outermostRouter(evidence, first)}`, done: sent[second]!.length > 0 },
    { what: letIn(evidence, receiver, all, admitted), done: admitted.length > 0 },
    { what: `${receiver} answered and ${other} got it`, done: answers.some((answer) => answer.end.is === "delivered") },
    { what: "pings took the direct path both ways", done: [a, b].every((name) => moved.some((m) => m.from === name)) },
  ];
}

/** `step 2 of 5   ✔ bob sent to homeA   ✘ alice sent to homeB   · …`: ✘ is the first that did not happen. */
export function stoppedAt(pair: Pair, evidence: Evidence): string {
  const steps = punchSteps(pair, evidence);
  const stop = steps.findIndex((step) => !step.done);
  if (stop === -1) return `after step ${steps.length} of ${steps.length}: some pings were direct, but not steadily`;
  const marks = steps.map(({ what, done }, i) => `${done ? "✔" : i === stop ? "✘" : "·"} ${what}`);
  return `step ${stop + 1} of ${steps.length}   ${marks.join("   ")}`;
}

/** Of the datagrams that `receiver` sent, those aimed at an endpoint from which one was let in. */
function answersTo(admitted: readonly Journey[], sent: readonly Journey[]): Journey[] {
  const seen = new Set(admitted.map((journey) => endpointKey(journey.hops.at(-1)!.from!)));
  return sent.filter((journey) => seen.has(endpointKey(journey.hops[0]!.to!)));
}

function letIn(evidence: Evidence, receiver: string, all: readonly Journey[], admitted: readonly Journey[]): string {
  if (admitted.length > 0) return `${outermostRouter(evidence, receiver)} let it in`;
  const refused = [...refusedBy(all)].map(([router, n]) => `${n} refused by ${router}`);
  return refused.length > 0 ? `one of them was let in (${refused.join(", ")})` : "one of them was let in";
}

/** The outermost router of a node, or the node itself if it is public. */
const outermostRouter = ({ addresses }: Evidence, node: string): string => addresses.routersAbove[node]?.at(-1) ?? node;
