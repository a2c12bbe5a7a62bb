import type { CapturedPacket, Evidence } from "./evidence.ts";
import type { Journeys } from "./journeys.ts";
import { isAtOverlay, type Ping } from "./pings.ts";
import { identify, type Party } from "./parties.ts";

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
  /** Set when the sender's own captures tell another story than the receiver's addresses. */
  readonly contradiction?: string;
}

/** Ours: how long a program may take between its socket and its overlay device. */
const tuned = { slack: 2, most: 250 } as const;

/**
 * The path of every request that was sent and every reply that was answered, from addresses alone, so that it holds
 * for any program: a carrier whose source belongs to the sender is direct, one from a relay's port is relayed.
 */
export function crossingsOf(evidence: Evidence, pings: readonly Ping[], journeys: Journeys): readonly Crossing[] {
  const carriers = carriersOf(evidence);
  const crossings: Crossing[] = [];
  for (const ping of pings) {
    const { from, to, sent, arrived, answered, returned } = ping;
    const add = (from: string, to: string, sent: CapturedPacket, arrived: CapturedPacket | undefined): void =>
      void crossings.push({ ping, from, to, sent, ...travelled(evidence, journeys, from, arrived, carriers) });
    add(from, to, sent, arrived);
    if (answered !== undefined) add(to, from, answered, returned);
  }
  return crossings.sort((a, b) => a.sent.at - b.sent.at);
}

function travelled(
  evidence: Evidence,
  journeys: Journeys,
  from: string,
  arrived: CapturedPacket | undefined,
  carriers: ReadonlyMap<CapturedPacket, CapturedPacket>,
): Pick<Crossing, "arrived" | "carrier" | "path" | "relay" | "contradiction"> {
  if (arrived === undefined) return { path: "none" };
  const carrier = carriers.get(arrived);
  if (carrier === undefined) return { arrived, path: "unknown" };
  const party = identify(evidence, carrier.from!, from);
  const contradiction = contradicted(party, from, journeys.through(carrier)[0]?.hops[0]);
  return {
    ...{ arrived, carrier, path: party.is === "sender" ? "direct" : party.is === "relay" ? "relayed" : "unknown" },
    ...(party.is === "relay" ? { relay: party.node } : {}),
    ...(contradiction !== undefined ? { contradiction } : {}),
  };
}

/** The carrier's journey must begin where its source address says. An untraced one proves nothing either way. */
function contradicted(party: Party, sender: string, first: CapturedPacket | undefined): string | undefined {
  if (first === undefined || first.direction === "in" || party.is === "stranger") return undefined;
  const expected = party.is === "sender" ? sender : party.node;
  if (first.node === expected) return undefined;
  return `the datagram that arrived from ${expected}'s address was first seen leaving ${first.node}`;
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
