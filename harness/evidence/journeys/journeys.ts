import type { CapturedPacket } from "../evidence.ts";

/** The way of one UDP datagram through the laboratory; or, between two hosts, of bytes in a TCP connection. */
export interface Journey {
  /** Where it was seen, in order of travel; `from` and `to` change where a NAT rewrites them. */
  readonly hops: readonly CapturedPacket[];
  /** The node of the first hop. */
  readonly origin: string;
  readonly end: JourneyEnd;
}

export type JourneyEnd =
  | { readonly is: "delivered"; readonly node: string }
  /** Out at one end of a cable, never in at the other. */
  | { readonly is: "lost"; readonly after: string }
  /** It entered a router and never left it. */
  | { readonly is: "refused"; readonly by: string; readonly side: string }
  /** The evidence ends too early to know. */
  | { readonly is: "under way" };

export interface Journeys {
  /** Of datagrams. */
  readonly all: readonly Journey[];
  /** The journeys that a packet at an interface is part of; a broadcast has several, and TCP data that was joined. */
  through(packet: CapturedPacket): readonly Journey[];
}

/** Of each packet, the journeys that it is part of. */
export function indexByHop(all: readonly Journey[]): ReadonlyMap<CapturedPacket, readonly Journey[]> {
  const index = new Map<CapturedPacket, Journey[]>();
  for (const journey of all) {
    for (const hop of journey.hops) {
      const known = index.get(hop);
      if (known === undefined) index.set(hop, [journey]);
      else known.push(journey);
    }
  }
  return index;
}
