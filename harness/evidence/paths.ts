import type { CapturedPacket, Evidence } from "./evidence.ts";
import type { Journeys } from "./journeys.ts";
import { isAtOverlay, type Ping } from "./pings.ts";
import { identify } from "./parties.ts";

/** One echo request or reply on its way from one edge's overlay device to the other's. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly ping: Ping;
  readonly sent: CapturedPacket;
  readonly arrived?: CapturedPacket;
  /** The UDP datagram that brought it, at the receiver's eth0. */
  readonly carrier?: CapturedPacket;
  /** "none" = it never arrived; "unknown" = its carrier was not found or came from a stranger. */
  readonly path: "direct" | "relayed" | "unknown" | "none";
  /** The relay's node, when relayed. */
  readonly relay?: string;
}

/** Ours: how long a program may take between its socket and its overlay device. */
const tuned = { slack: 2, most: 250 } as const;

/**
 * The path of every request that was sent and every reply that was answered, from addresses alone, so that it holds
 * for any program: a carrier whose source belongs to the sender is direct, one from a relay's port is relayed.
 */
export function crossingsOf(evidence: Evidence, pings: readonly Ping[]): readonly Crossing[] {
  const carriers = carriersOf(evidence);
  const crossings: Crossing[] = [];
  for (const ping of pings) {
    const { from, to, sent, arrived, answered, returned } = ping;
    const add = (from: string, to: string, sent: CapturedPacket, arrived: CapturedPacket | undefined): void =>
      void crossings.push({ ping, from, to, sent, ...travelled(evidence, from, arrived, carriers) });
    add(from, to, sent, arrived);
    if (answered !== undefined) add(to, from, answered, returned);
  }
  return crossings.sort((a, b) => a.sent.at - b.sent.at);
}

function travelled(
  evidence: Evidence,
  from: string,
  arrived: CapturedPacket | undefined,
  carriers: ReadonlyMap<CapturedPacket, CapturedPacket>,
): Pick<Crossing, "arrived" | "carrier" | "path" | "relay"> {
  if (arrived === undefined) return { path: "none" };
  const carrier = carriers.get(arrived);
  if (carrier === undefined) return { arrived, path: "unknown" };
  const party = identify(evidence, carrier.from!, from);
  return {
    ...{ arrived, carrier, path: party.is === "sender" ? "direct" : party.is === "relay" ? "relayed" : "unknown" },
    ...(party.is === "relay" ? { relay: party.node } : {}),
  };
}

/**
 * The cross-check: a carrier's journey must begin where its source address says. Undefined = it does, or cannot be
 * traced, which proves nothing either way.
 */
export function contradictionOf({ path, from, relay, carrier }: Crossing, journeys: Journeys): string | undefined {
  const expected = path === "direct" ? from : relay;
  const first = carrier && journeys.through(carrier)[0]?.hops[0];
  if (expected === undefined || first === undefined || first.direction === "in" || first.node === expected)
    return undefined;
  return `a datagram that arrived from ${expected}'s address was first seen leaving ${first.node}`;
}

/**
 * Overlay frame → the datagram that carried it. Taken from the last frame backwards, each gets the latest datagram
 * before it that is still free: datagrams that carried nothing are skipped, and bursts stay in order.
 */
function carriersOf(evidence: Evidence): Map<CapturedPacket, CapturedPacket> {
  const size = Math.min(...evidence.stimuli.map((it) => it.size));
  const carriers = new Map<CapturedPacket, CapturedPacket>();
  for (const { node, packets } of evidence.captures) {
    if (evidence.overlay[node] === undefined) continue;
    const inwards = packets.filter((it) => it.direction === "in" && it.payload.length >= size);
    const datagrams = inwards.filter((it) => it.protocol === "udp" && it.interface === "eth0").sort(byTime);
    const frames = inwards.filter((it) => it.echo && isAtOverlay(it, evidence.overlay)).sort(byTime);
    for (let frame = frames.pop(), datagram = datagrams.pop(); frame && datagram;) {
      if (datagram.at > frame.at + tuned.slack) {
        datagram = datagrams.pop();
        continue;
      }
      if (datagram.at >= frame.at - tuned.most) {
        carriers.set(frame, datagram);
        datagram = datagrams.pop();
      }
      frame = frames.pop();
    }
  }
  return carriers;
}

const byTime = (a: CapturedPacket, b: CapturedPacket): number => a.at - b.at;
