import { sameEndpoint, endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import { groupBy } from "../../evidence/journeys/pairing.ts";
import type { Dependence, Nat } from "../../topology/nat/nat.ts";
import type { Approach, Attempt, Seeker } from "./approach.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { refsTo, sentText, timeText } from "./words.ts";

/** Tunable: milliseconds in which a program repeats what was not answered. */
const tuned = { patience: 2000 } as const;

/** All datagrams of one side to one endpoint, each of which came too soon, and what would have let in the next. */
interface Stopped {
  readonly side: Seeker;
  readonly other: Seeker;
  readonly sent: readonly Attempt[];
  readonly opening: Attempt;
}

/**
 * One side's datagrams were refused because the other had not sent yet; then the other did, which opened its filter, and
 * nothing more came. Not for two behind one NAT, whose hairpinned packets are filtered twice.
 */
export function unrepeated(approach: Approach): Diagnosis | undefined {
  if ((approach.theory.shared ?? []).some(({ translates }) => translates)) return undefined;
  const [a, b] = approach.sides;
  const all = [...stoppedOf(a, b, approach), ...stoppedOf(b, a, approach)];
  const [one] = all.sort((x, y) => x.opening.at - y.opening.at);
  if (one === undefined) return undefined;
  const { side, other, sent, opening } = one;
  const heard = opening.heard === undefined ? "" : `, and reached ${side.name},`;
  return {
    kind: "does not repeat",
    sentence: `${side.name} sent ${sentText(approach, sent)} to ${endpointKey(sent[0]!.to)}, which ${refuser(sent)} refused because ${other.name} had not sent there yet, and none after ${timeText(approach, opening.at)}, when a datagram of ${other.name}${heard} had opened the filter for the next: ${side.name} does not repeat its punch`,
    refs: refsTo([...sent.slice(-2).map(({ last }) => last), opening.first]),
    clause: "RFC 5128 §3.3",
  };
}

function* stoppedOf(side: Seeker, other: Seeker, { until }: Approach): Generator<Stopped> {
  for (const sent of groupBy(side.sent, ({ to }) => endpointKey(to)).values()) {
    const last = sent.at(-1)!;
    const external = last.left?.from;
    if (external === undefined || !sent.every((one) => isRefusedBy(one, other))) continue;
    const openings = other.sent.filter((one) => opens(one, last.to, external, filterOf(other.nat)));
    const opening = openings[0];
    if (opening?.left === undefined || opening.left.at <= last.last.at || until - opening.at < tuned.patience) continue;
    // A mapping that was not used for longer may be another one when it is used again.
    if (opening.at - last.at >= idleOf(side.nat)) continue;
    yield { side, other, sent, opening };
  }
}

const isRefusedBy = ({ end }: Attempt, { routers }: Seeker): boolean =>
  end.is === "refused" && routers.includes(end.by);

const refuser = (sent: readonly Attempt[]): string => {
  const { end } = sent.at(-1)!;
  return end.is === "refused" ? end.by : "";
};

/** Whether it left through `mapping` to where the filter requires, so that what comes from `remote` is let in from then on. */
const opens = ({ left, to }: Attempt, mapping: Endpoint, remote: Endpoint, filter: Dependence): boolean =>
  left !== undefined &&
  sameEndpoint(left.from!, mapping) &&
  (filter === "address-dependent" ? to.address === remote.address : sameEndpoint(to, remote));

export const filterOf = (nat: Nat): Dependence =>
  nat.translates ? nat.filtering : (nat.firewall?.filtering ?? "endpoint-independent");

const idleOf = (nat: Nat): number => (nat.translates ? nat.idle : Infinity);
