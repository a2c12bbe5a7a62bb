import type { Endpoint } from "../../src/base/address/endpoint.ts";
import { encode } from "../../src/wire/codec.ts";
import type { CommunityName, FieldText } from "../../src/wire/message.ts";
import { BatchSocket } from "../batch-socket.ts";
import { macOf } from "./population.ts";

const tuned = {
  /** Sockets, each on an address of its own; each is in every community once. */
  sockets: 20,
  /** Open questions per socket at a time. */
  window: 16,
  /** Seconds without an answer after which the storm is over. */
  patience: 2,
} as const;

/** REGISTER_SUPER_ACK. */
const ackType = 7;

/** How many were answered, and how fast. */
export interface Storm {
  readonly asked: number;
  readonly answered: number;
  readonly perSecond: number;
}

/**
 * Edges that register as fast as answers come. The sender takes many datagrams per system call, so that the supernode
 * is measured and not the sender.
 */
export class Storms implements Disposable {
  readonly #sockets: BatchSocket[];
  readonly #datagrams: readonly (readonly Uint8Array[])[];
  readonly #to: Endpoint;

  constructor(edges: number, to: Endpoint) {
    this.#to = to;
    this.#sockets = Array.from(
      { length: tuned.sockets },
      (_, i) => new BatchSocket({ address: `127.2.0.${1 + i}`, port: 0 }),
    );
    const communities = Math.ceil(edges / tuned.sockets ** 2) * tuned.sockets;
    // Every host creates its part of the communities.
    this.#datagrams = this.#sockets.map((_, socket) =>
      Array.from({ length: communities }, (_, i) =>
        registration(socket, (i + socket * (communities / tuned.sockets)) % communities, communities),
      ),
    );
  }

  /** All of them once. */
  run(): Storm {
    const asked = this.#datagrams.reduce((sum, of) => sum + of.length, 0);
    const sent = this.#sockets.map(() => 0);
    const heard = this.#sockets.map(() => 0);
    const start = performance.now();
    let answered = 0;
    let last = start;
    while (answered < asked && performance.now() - last < tuned.patience * 1000) {
      for (const [i, socket] of this.#sockets.entries()) {
        const before = heard[i]!;
        socket.receive((datagram) => void (heard[i]! += Number((datagram[3]! & 0x1f) === ackType)));
        if (heard[i]! > before) last = performance.now();
        answered += heard[i]! - before;
        const room = tuned.window - (sent[i]! - heard[i]!);
        const next = this.#datagrams[i]!.slice(sent[i], sent[i]! + room);
        if (next.length > 0) sent[i]! += socket.send(next.map((bytes) => ({ remote: this.#to, bytes })));
      }
    }
    return { asked, answered, perSecond: answered / ((last - start) / 1000) };
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket[Symbol.dispose]();
  }
}

function registration(socket: number, community: number, communities: number): Uint8Array {
  const edge = 0x400000 + socket * communities + community;
  const token = new Uint8Array(16);
  new DataView(token.buffer).setUint32(0, edge);
  return encode({
    type: "REGISTER_SUPER",
    ttl: 2,
    fromSupernode: false,
    community: `storm-${community}` as CommunityName,
    cookie: edge,
    edge: macOf(edge),
    address: { address: `10.1.0.${1 + socket}`, prefix: 24 },
    description: `edge ${socket}` as FieldText,
    auth: { scheme: 1, token },
    keyTime: 0,
  });
}
