import { counted } from "../../../src/base/counted.ts";
import { endpointKey, sameEndpoint } from "../../../src/base/address/endpoint.ts";
import type { Approach, Attempt, Seeker } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { endpointsText, refsTo, refusalText, withKnownEnd, timeText } from "./words.ts";

/** Tunable: milliseconds in which a program answers what it received. */
const tuned = { patience: 2000 } as const;

/** Datagrams of one side that reached a socket of the other, all from one endpoint. */
interface Heard {
  readonly from: Seeker;
  readonly by: Seeker;
  readonly all: readonly Attempt[];
}

/** One side received datagrams, and sent none to where they came from. */
export function unanswered(approach: Approach): Diagnosis | undefined {
  const one = heardBy(approach).find(({ all, by }) => answersTo(all, by).length === 0);
  if (one === undefined) return undefined;
  const { from, by, all } = one;
  const source = all[0]!.heard!.from!;
  const since = all[0]!.heard!.at;
  const elsewhere = by.sent.filter(({ at }) => at >= since);
  const came = `${counted(all.length, "datagram")} of ${from.name} reached ${by.name} from ${endpointKey(source)}, the first at ${timeText(approach, since)}`;
  const refs = refsTo([...all.slice(0, 2).map(({ last }) => last), ...elsewhere.slice(0, 4).map(({ first }) => first)]);
  const clause = "RFC 8445 §7.3.1.3";
  if (elsewhere.length === 0) {
    const before = by.sent.length === 0 ? "" : ` any more (it had sent ${by.sent.length} before)`;
    return { kind: "does not answer", sentence: `${came}, and ${by.name} sent nothing towards ${from.name}${before}: it does not answer what it receives`, refs, clause }; // prettier-ignore
  }
  const went = `${counted(elsewhere.length, "datagram")} to ${endpointsText(elsewhere.map(({ to }) => to))}${refusalText(elsewhere)}`;
  return { kind: "does not answer", sentence: `${came}; ${by.name} sent none there, but ${went}: it does not answer the endpoint that it observes`, refs, clause }; // prettier-ignore
}

/** One side answered from a socket other than the one that had received. */
export function fromAnotherSocket(approach: Approach): Diagnosis | undefined {
  for (const { from, by, all } of heardBy(approach)) {
    const answers = withKnownEnd(answersTo(all, by));
    const sockets = new Set(all.map(({ heard }) => heard!.to!.port));
    const other = answers.every(({ local, end }) => end.is === "refused" && !sockets.has(local.port));
    if (answers.length === 0 || !other) continue;
    return {
      kind: "answers from another port",
      sentence: `${counted(all.length, "datagram")} of ${from.name} reached ${by.name} at port ${[...sockets].join(", ")}, and ${by.name} answered from ${endpointsText(answers.map(({ local }) => local))}${refusalText(answers)}: an answer must come from where the question went`,
      refs: refsTo([all[0]!.last, ...answers.slice(0, 3).map(({ last }) => last)]),
      clause: "RFC 4787 REQ-8",
    };
  }
  return undefined;
}

/** Long enough before the end to be answered; the earliest first. */
function heardBy({ sides, until }: Approach): Heard[] {
  const [a, b] = sides;
  const heard = [one(a, b), one(b, a)].filter(
    ({ all }) => all.length > 0 && until - all[0]!.heard!.at >= tuned.patience,
  );
  return heard.sort((x, y) => x.all[0]!.at - y.all[0]!.at);
}

/** By the first endpoint from which a datagram reached a port that the other node itself sends from. */
function one(from: Seeker, by: Seeker): Heard {
  const sockets = new Set([...by.externals.values()].map(({ local }) => local.port));
  const reached = from.sent.filter(({ heard }) => heard !== undefined && sockets.has(heard.to!.port));
  const all = reached.filter(({ heard }) => sameEndpoint(heard!.from!, reached[0]!.heard!.from!));
  return { from, by, all };
}

const answersTo = (all: readonly Attempt[], by: Seeker): readonly Attempt[] =>
  by.sent.filter(({ at, to }) => at >= all[0]!.heard!.at && sameEndpoint(to, all[0]!.heard!.from!));
