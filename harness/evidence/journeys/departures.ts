import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";

interface Queue {
  readonly positions: number[];
  /** Entries before it are taken, or too old for any later arrival. */
  head: number;
}

/**
 * The departures of one router with one payload, in time order, indexed by the fields that a router does not change. The
 * one needed is then at the head of a queue, so that each datagram of a flood costs no more than one of a few.
 */
export class Departures {
  readonly #all: readonly CapturedPacket[];
  readonly #taken: Uint8Array;
  readonly #queues = new Map<string, Queue>();

  constructor(all: readonly CapturedPacket[]) {
    this.#all = all;
    this.#taken = new Uint8Array(all.length);
    all.forEach((packet, position) => {
      for (const key of departureKeys(packet)) {
        const queue = this.#queues.get(key);
        if (queue === undefined) this.#queues.set(key, { positions: [position], head: 0 });
        else queue.positions.push(position);
      }
    });
  }

  /**
   * Takes the first free one between `earliest` and `latest` that may be the arrival, forwarded with the far end unchanged.
   * `earliest` must not decrease from call to call.
   */
  take(arrival: CapturedPacket, earliest: number, latest: number): CapturedPacket | undefined {
    let first = Infinity;
    for (const key of arrivalKeys(arrival)) {
      const queue = this.#queues.get(key);
      if (queue !== undefined) first = Math.min(first, this.#head(queue, earliest));
    }
    const departure = this.#all[first];
    if (departure === undefined || departure.at > latest) return undefined;
    this.#taken[first] = 1;
    return departure;
  }

  get free(): readonly CapturedPacket[] {
    return this.#all.filter((_, position) => this.#taken[position] === 0);
  }

  #head(queue: Queue, earliest: number): number {
    for (; queue.head < queue.positions.length; queue.head++) {
      const position = queue.positions[queue.head]!;
      if (this.#taken[position] === 0 && this.#all[position]!.at >= earliest) return position;
    }
    return Infinity;
  }
}

/**
 * The core changes nothing; a NAT changes the source on the way out and the destination on the way in, so that equal bytes
 * from two hosts are not treated as one journey; a hairpin, which leaves on the inside, where it came in, changes both.
 */
function departureKeys({ node, interface: name, from, to }: CapturedPacket): readonly string[] {
  if (node === core) return [`${endpointKey(from!)} ${endpointKey(to!)}`];
  if (name === "wan") return [`wan to ${endpointKey(to!)}`];
  return [`at ${name}`, `from ${endpointKey(from!)}`, `to ${endpointKey(to!)}`];
}

function arrivalKeys({ node, interface: name, from, to }: CapturedPacket): readonly string[] {
  if (node === core) return [`${endpointKey(from!)} ${endpointKey(to!)}`];
  if (name === "wan") return [`from ${endpointKey(from!)}`];
  return [`wan to ${endpointKey(to!)}`, `at ${name}`, `from ${endpointKey(from!)}`, `to ${endpointKey(to!)}`];
}
