import { endpointKey } from "../../../src/base/address/endpoint.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";

interface Queue {
  readonly positions: number[];
  /** What is before it is taken, or too old for every arrival to come. */
  head: number;
}

/**
 * What went out of one router with one payload, in time order. Kept by what a router leaves as it is, so that what is asked
 * for is found at the head of a queue: a flood of equal datagrams costs no more for each than a few of them do.
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
   * The first that is free, at `earliest` or later, not after `latest`, and may be the arrival forwarded with the far end
   * unchanged. `earliest` must not decrease from call to call.
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
 * The core changes nothing; a NAT the source on the way out and the destination on the way in, so that equal bytes from two
 * hosts are not taken for one journey; a hairpin, out at the inside where it came in, both.
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
