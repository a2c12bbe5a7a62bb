import type { Mac } from "../../src/base/address/mac.ts";
import { seededRandom } from "../../src/base/random.ts";
import { encode } from "../../src/wire/codec.ts";
import type { CommunityName, FieldText } from "../../src/wire/message.ts";

/** Two edges of one community cannot share a socket, so each socket is in every community once. */
export const communityCount = 20;
/** Source addresses: a supernode limits the share of each, as it would for sites behind NATs. */
export const hosts = 100;
/** Bytes of payload in a relayed PACKET. */
export const relayedPayloadBytes = 1000;

const fromEdge = { ttl: 2, fromSupernode: false } as const;

/** Edges that differ only in their number: their identities and their messages. */
export class Population {
  /** A multiple of `communityCount`. */
  readonly size: number;
  readonly #tokens: readonly Uint8Array[];

  constructor(size: number, seed: number) {
    const random = seededRandom(seed);
    this.size = size;
    this.#tokens = Array.from({ length: size }, () => random.bytes(16));
  }

  get sockets(): number {
    return this.size / communityCount;
  }

  socketOf(edge: number): number {
    return Math.floor(edge / communityCount);
  }

  /** Another edge of its community. */
  peerOf(edge: number): number {
    return (edge + communityCount * (1 + (edge % (this.sockets - 1)))) % this.size;
  }

  register(edge: number, cookie: number): Uint8Array {
    return encode({
      type: "REGISTER_SUPER",
      ...fromEdge,
      community: communityOf(edge),
      cookie,
      edge: macOf(edge),
      address: { address: `10.${edge >> 16}.${(edge >> 8) & 255}.${edge & 255}`, prefix: 8 },
      description: `edge ${edge}` as FieldText,
      auth: { scheme: 1, token: this.#tokens[edge]! },
      keyTime: 0,
    });
  }

  query(edge: number): Uint8Array {
    const [source, target] = [macOf(edge), macOf(this.peerOf(edge))];
    return encode({ type: "QUERY_PEER", ...fromEdge, community: communityOf(edge), source, target, aflags: 0 });
  }

  /** To its peer, with `mark` in the first four bytes of the payload. */
  packet(edge: number, mark: number): Uint8Array {
    const payload = new Uint8Array(relayedPayloadBytes);
    new DataView(payload.buffer).setUint32(0, mark);
    const [source, destination] = [macOf(edge), macOf(this.peerOf(edge))];
    const fixed = { community: communityOf(edge), compression: 1, transform: 1, payload };
    return encode({ type: "PACKET", ...fromEdge, source, destination, ...fixed });
  }
}

export function communityOf(edge: number): CommunityName {
  return `load-${edge % communityCount}` as CommunityName;
}

export function macOf(edge: number): Mac {
  const number = edge.toString(16).padStart(6, "0");
  return `02:00:01:${number.slice(0, 2)}:${number.slice(2, 4)}:${number.slice(4)}` as Mac;
}
