import { counted } from "../../../src/base/counted.ts";
import { endpointKey, sameEndpoint } from "../../../src/base/address/endpoint.ts";
import { analyse } from "../../evidence/analysis.ts";
import { groupBy } from "../../evidence/journeys/pairing.ts";
import type { Crossing } from "../../evidence/paths/paths.ts";
import type { Approach, Attempt, Seeker } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { endpointsText, refsTo, refusalText, timeText } from "./words.ts";

/** Tunable. `reaction`: a program that has a path uses it within this many milliseconds. `pings`: enough to say that it does not. */
const tuned = { reaction: 2000, pings: 5 } as const;

/** A datagram of each side arrived, the second in answer to where the first had come from. */
interface Exchange {
  readonly asked: Attempt;
  readonly answer: Attempt;
}

/** Both directions arrived directly, and pings went on by the relay. */
export function foundButUnused(approach: Approach): Diagnosis | undefined {
  const [a, b] = approach.sides;
  const exchanges = [exchangeOf(a, b), exchangeOf(b, a)].filter((one) => one !== undefined);
  const [found] = exchanges.sort((x, y) => x.answer.at - y.answer.at);
  if (found === undefined) return undefined;
  const since = found.answer.last.at;
  const unused = [a, b].flatMap((from) => {
    const relayed = relayedAfter(since + tuned.reaction, from, approach);
    return relayed === undefined ? [] : [{ from, relayed }];
  });
  const [one] = unused;
  if (one === undefined) return undefined;
  const relay = one.relayed[0]!.relay ?? "a relay";
  const pings = counted(
    unused.reduce((sum, { relayed }) => sum + relayed.length, 0),
    "ping",
  );
  const who = unused.map(({ from }) => from.name).join(" and ");
  const { asked, answer } = found;
  const path = `${asked.first.node} at ${endpointKey(asked.heard!.from!)} and ${answer.first.node} at ${endpointKey(asked.to)}`;
  return {
    kind: "found and not used",
    sentence: `datagrams arrived directly both ways by ${timeText(approach, since)} (${path}), and all ${pings} that ${who} sent after ${timeText(approach, since + tuned.reaction)} went via ${relay}: ${whose(unused)}${strays(unused.length === 1 ? one.from : undefined, since)}`,
    refs: refsTo([asked.last, answer.last, ...one.relayed.slice(0, 2).flatMap(({ carrier }) => carrier ?? [])]),
    clause: "RFC 8445 §5.1.2.2",
  };
}

const whose = (unused: readonly { readonly from: Seeker }[]): string =>
  unused.length === 1
    ? `${unused[0]!.from.name} does not use the path that is there`
    : "the path is there and not used";

/** What one side meanwhile sends to where the other is not. */
function strays(side: Seeker | undefined, since: number): string {
  const refused = side?.sent.filter(({ at, end }) => at > since && end.is === "refused") ?? [];
  if (side === undefined || refused.length === 0) return "";
  return `; ${side.name} also sent ${counted(refused.length, "datagram")} to ${endpointsText(refused.map(({ to }) => to))}${refusalText(refused)}`;
}

function exchangeOf(asking: Seeker, answering: Seeker): Exchange | undefined {
  const arrived = asking.sent.filter(({ heard }) => heard !== undefined);
  // Of equal ones the first has every answer that a later one has.
  for (const [asked] of groupBy(
    arrived,
    ({ heard, to }) => `${endpointKey(heard!.from!)} ${endpointKey(to)}`,
  ).values()) {
    const { at, from } = asked!.heard!;
    const answer = answering.sent.find((one) => {
      return one.at >= at && sameEndpoint(one.to, from!) && one.heard !== undefined && sameEndpoint(one.heard.from!, asked!.to); // prettier-ignore
    });
    if (answer !== undefined) return { asked: asked!, answer };
  }
  return undefined;
}

/** Undefined if one of them went directly, if the packets leave it open, or if there are too few. */
function relayedAfter(time: number, { name }: Seeker, { evidence, sides, until }: Approach): Crossing[] | undefined {
  const names = sides.map((side) => side.name);
  const sent = analyse(evidence).crossings.filter((one) => {
    return one.from === name && names.includes(one.to) && one.sent.at >= time && one.sent.at < until && one.path !== "none"; // prettier-ignore
  });
  return sent.length >= tuned.pings && sent.every(({ path }) => path === "relayed") ? sent : undefined;
}
