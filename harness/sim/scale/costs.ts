import { performance } from "node:perf_hooks";
import type { SentDatagram } from "./internet.ts";

/** Milliseconds of wall clock, bytes of memory. */
interface Moment {
  readonly at: number;
  readonly heap: number;
}

/** The type of a message, and PACKET's (fact sheet §3.1). */
const typeMask = 0x1f;
const packetType = 3;

/** The costs of a crowd: on the wire, in its routers, and on this machine. */
export class Costs {
  readonly #edges = { datagrams: 0, bytes: 0 };
  readonly #supernodes = { datagrams: 0, bytes: 0 };
  /** Sent directly from one program to another, by both names. */
  readonly #pairs = new Map<string, number>();
  #mappings = 0;
  /** Datagrams of edges that carry no frame; and peers in their tables, by looks at one edge's. */
  #control = 0;
  #peers = { known: 0, looks: 0 };

  begin(): Moment {
    return { at: performance.now(), heap: process.memoryUsage().heapUsed };
  }

  count({ sender, bytes }: SentDatagram, fromEdge: boolean, receiver: string | undefined): void {
    if (fromEdge && receiver !== undefined) {
      const pair = `${sender} → ${receiver}`;
      this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + 1);
    }
    const side = fromEdge ? this.#edges : this.#supernodes;
    side.datagrams++;
    side.bytes += bytes.length;
    if (fromEdge && (bytes[3]! & typeMask) !== packetType) this.#control++;
  }

  /** External ports in use in one home. */
  mappings(count: number): void {
    this.#mappings = Math.max(this.#mappings, count);
  }

  /** In the table of one edge. */
  peers(count: number): void {
    this.#peers.known += count;
    this.#peers.looks++;
  }

  report(began: Moment, over: { readonly edges: number; readonly milliseconds: number }) {
    const end = this.begin();
    const [pair, most] = [...this.#pairs].reduce((a, b) => (b[1] > a[1] ? b : a), ["nobody", 0]);
    const edgeSeconds = (over.edges * over.milliseconds) / 1000;
    return {
      /** A second, of an edge. */
      edge: { datagrams: this.#edges.datagrams / edgeSeconds, bytes: this.#edges.bytes / edgeSeconds },
      /** A second, of all supernodes, for each edge. */
      supernodes: { datagrams: this.#supernodes.datagrams / edgeSeconds, bytes: this.#supernodes.bytes / edgeSeconds },
      /** A second, of an edge, for each peer that it knows: what only keeps paths and registrations. */
      peer: {
        datagrams: this.#control / edgeSeconds / (this.#peers.known / this.#peers.looks),
        known: this.#peers.known / this.#peers.looks,
      },
      busiest: { pair, datagrams: (most * 1000) / over.milliseconds },
      mostMappings: this.#mappings,
      /** Of this machine, for a virtual second of an edge. */
      microseconds: ((end.at - began.at) * 1000) / edgeSeconds,
      wallClock: end.at - began.at,
      heapPerEdge: (end.heap - began.heap) / over.edges,
    };
  }
}
