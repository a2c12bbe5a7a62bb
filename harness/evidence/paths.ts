import { isHostInterface } from "../topology/plan-addresses.ts";
import type { CapturedPacket, Evidence } from "./evidence.ts";
import type { Journeys } from "./journeys.ts";
import { pairWithLatest } from "./pairing.ts";
import { isAtOverlay, type Ping } from "./pings.ts";
import { identify } from "./parties.ts";

/** One echo request or reply on its way from one edge's overlay device to the other's. */
export interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly ping: Ping;
  readonly sent: CapturedPacket;
  readonly arrived?: CapturedPacket;
  /** The UDP datagram that brought it, at the receiver's eth0, or where it moved. */
  readonly carrier?: CapturedPacket;
  /** "none" = it never arrived; "unknown" = its carrier was not found or came from a stranger. */
  readonly path: "direct" | "relayed" | "unknown" | "none";
  /** The relay's node, when relayed. */
  readonly relay?: string;
}

/** Ours: how long a program may take between its socket and its overlay device, or between two sockets. */
export const tuned = { slack: 2, most: 250 } as const;

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

/** Overlay frame → the datagram that carried it. */
function carriersOf(evidence: Evidence): Map<CapturedPacket, CapturedPacket> {
  const carriers = new Map<CapturedPacket, CapturedPacket>();
  for (const { node, packets } of evidence.captures) {
    if (evidence.overlay[node] === undefined) continue;
    const frames = packets.filter((it) => it.direction === "in" && it.echo && isAtOverlay(it, evidence.overlay));
    for (const [frame, datagram] of pairWithLatest(bigDatagrams(evidence, node, "in"), frames.sort(byTime), tuned))
      carriers.set(frame, datagram);
  }
  return carriers;
}

/** Datagrams at a host's own interfaces that are big enough to carry a ping, in time order. */
export function bigDatagrams(evidence: Evidence, node: string, direction: "in" | "out"): CapturedPacket[] {
  const size = Math.min(...evidence.stimuli.map((it) => it.size));
  const packets = evidence.captures.find((it) => it.node === node)?.packets ?? [];
  return packets
    .filter((it) => it.protocol === "udp" && isHostInterface(it.interface) && it.direction === direction)
    .filter((it) => it.payload.length >= size)
    .sort(byTime);
}

const byTime = (a: CapturedPacket, b: CapturedPacket): number => a.at - b.at;
