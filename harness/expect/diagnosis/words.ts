import { counted } from "../../../src/base/counted.ts";
import { endpointKey, type Endpoint } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../../evidence/evidence.ts";
import type { Ref } from "../claim.ts";
import type { Approach, Attempt } from "./approach.ts";

/** Tunable: as many places of the evidence as a reader opens, and as many endpoints as a sentence holds. */
const tuned = { frames: 6, endpoints: 3 } as const;

/** `0.42s`, counted from the story's beginning; attempts are often less than a tenth of a second apart. */
export const timeText = ({ start }: Pick<Approach, "start">, at: number): string =>
  `${((at - start) / 1000).toFixed(2)}s`;

/** `1 datagram (at 0.42s)`, `12 datagrams (0.42s to 28.10s)`. */
export function sentText(approach: Pick<Approach, "start">, sent: readonly Attempt[]): string {
  const [first, last] = [timeText(approach, sent[0]!.at), timeText(approach, sent.at(-1)!.at)];
  return `${counted(sent.length, "datagram")} (${sent.length === 1 ? `at ${first}` : `${first} to ${last}`})`;
}

/** Each endpoint once, in order; `and 4 more` where there are too many. */
export function endpointsText(all: readonly Endpoint[]): string {
  const texts = [...new Set(all.map(endpointKey))];
  const shown = texts.slice(0, tuned.endpoints).join(", ");
  return texts.length > tuned.endpoints ? `${shown} and ${texts.length - tuned.endpoints} more` : shown;
}

/** `, which homeA refused`; empty if one of them was not refused. */
export function refusalText(sent: readonly Attempt[]): string {
  const routers = [...new Set(withKnownEnd(sent).map(({ end }) => (end.is === "refused" ? end.by : undefined)))];
  return routers.length === 0 || routers.includes(undefined) ? "" : `, which ${routers.join(" and ")} refused`;
}

/** Without those whose end the evidence does not reach. */
export const withKnownEnd = (sent: readonly Attempt[]): readonly Attempt[] =>
  sent.filter(({ end }) => end.is !== "under way");

/** The first few packets of each node. */
export function refsTo(packets: readonly CapturedPacket[]): Ref[] {
  const nodes = [...new Set(packets.map(({ node }) => node))];
  return nodes.map((node) => {
    const frames = packets.filter((packet) => packet.node === node).map(({ frame }) => frame);
    return { node, frames: [...new Set(frames)].slice(0, tuned.frames) };
  });
}
