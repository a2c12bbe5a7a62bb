import { endpointKey, sameEndpoint } from "../../../src/base/address/endpoint.ts";
import { core } from "../../topology/plan/plan-addresses.ts";
import type { CapturedPacket } from "../evidence.ts";

interface Queue {
  readonly positions: number[];
  /** Entries after it are taken, or too late for any earlier departure. */
  tail: number;
}

/**
 * The arrivals at one router with one payload, in time order, indexed by the fields that a router does not change. The one
 * needed is then at the tail of a queue, so that each datagram of a flood costs
 * hardly more than one of a few.
 */
export class Arrivals {
  readonly #all: readonly CapturedPacket[];
  readonly #taken: Uint8Array;
  readonly #queues = new Map<string, Queue>();

  constructor(all: readonly CapturedPacket[]) {
    this.#all = all;
    this.#taken = new Uint8Array(all.length);
    all.forEach((packet, position) => {
      for (const key of arrivalKeys(packet)) {
        const queue = this.#queues.get(key);
        if (queue === undefined) this.#queues.set(key, { positions: [position], tail: 0 });
        else queue.tail = queue.positions.push(position) - 1;
      }
    });
  }

  /**
   * Takes the last free one since `earliest` that may have become the departure, with the far end unchanged: one from before
   * it, else one up to `slack` later. `departure` must not be later from call to call.
   */
  take(departure: CapturedPacket, earliest: number, slack: number): CapturedPacket | undefined {
    const queues = departureKeys(departure).flatMap((key) => this.#queues.get(key) ?? []);
    for (const queue of queues) this.#forget(queue, departure.at + slack);
    const last = (latest: number): number =>
      Math.max(-1, ...queues.map((queue) => this.#last(queue, latest, earliest)));
    const before = last(departure.at);
    const position = before < 0 ? last(departure.at + slack) : before;
    if (position >= 0) this.#taken[position] = 1;
    return this.#all[position];
  }

  get free(): readonly CapturedPacket[] {
    return this.#all.filter((_, position) => this.#taken[position] === 0);
  }

  #forget(queue: Queue, latest: number): void {
    for (; queue.tail >= 0; queue.tail--) {
      const position = queue.positions[queue.tail]!;
      if (this.#taken[position] === 0 && this.#all[position]!.at <= latest) return;
    }
  }

  /** The last free position between the two times; -1 = none. */
  #last({ positions, tail }: Queue, latest: number, earliest: number): number {
    for (let i = tail; i >= 0; i--) {
      const position = positions[i]!;
      if (this.#taken[position] === 1) continue;
      const { at } = this.#all[position]!;
      if (at <= latest) return at < earliest ? -1 : position;
    }
    return -1;
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

/** Whether they have a key in common. */
export function mayLeaveAs(arrival: CapturedPacket, departure: CapturedPacket): boolean {
  const isFrom = sameEndpoint(arrival.from!, departure.from!);
  const isTo = sameEndpoint(arrival.to!, departure.to!);
  if (arrival.node === core) return isFrom && isTo;
  if (departure.interface === "wan") return arrival.interface !== "wan" && isTo;
  if (arrival.interface === "wan") return isFrom;
  return arrival.interface === departure.interface || isFrom || isTo;
}

function arrivalKeys({ node, interface: name, from, to }: CapturedPacket): readonly string[] {
  if (node === core) return [`${endpointKey(from!)} ${endpointKey(to!)}`];
  if (name === "wan") return [`from ${endpointKey(from!)}`];
  return [`wan to ${endpointKey(to!)}`, `at ${name}`, `from ${endpointKey(from!)}`, `to ${endpointKey(to!)}`];
}
