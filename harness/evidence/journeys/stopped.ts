import { endpointKey } from "../../../src/base/address/endpoint.ts";
import type { CapturedPacket } from "../evidence.ts";

/** Arrivals at one interface, from one endpoint to another. */
interface Flow {
  readonly name: string;
  /** In time order. */
  readonly arrivals: CapturedPacket[];
  /** Arrivals before it are out of the window. */
  begin: number;
  /** Arrivals before it have been taken. */
  next: number;
}

/**
 * Arrivals at a router that are not known to have left it, in a time window that only moves forward. Indexed by flow, so
 * that a flood of one flow costs no more than a few datagrams.
 */
export class Stopped {
  readonly #all: readonly CapturedPacket[];
  #entered = 0;
  /** With arrivals in the window. */
  readonly #flows = new Map<string, Flow>();

  /** In time order. */
  constructor(all: readonly CapturedPacket[]) {
    this.#all = all;
  }

  /**
   * Takes the first free one in the window that `fits`, which must be the same for all of a flow; undefined also if two
   * flows fit. The window is after `after` and up to `until`, neither of which may decrease.
   */
  take(after: number, until: number, fits: (arrival: CapturedPacket) => boolean): CapturedPacket | undefined {
    for (let it = this.#all[this.#entered]; it !== undefined && it.at <= until; it = this.#all[++this.#entered]) {
      this.#enter(it);
    }
    const fitting: Flow[] = [];
    for (const [key, flow] of this.#flows) {
      while (flow.begin < flow.arrivals.length && flow.arrivals[flow.begin]!.at <= after) flow.begin++;
      if (flow.begin === flow.arrivals.length) this.#flows.delete(key);
      else if (fits(flow.arrivals[flow.begin]!)) {
        fitting.push(flow);
        if (flow.name !== fitting[0]!.name) return undefined;
      }
    }
    const free = fitting.filter((flow) => (flow.next = Math.max(flow.next, flow.begin)) < flow.arrivals.length);
    const [first] = free.sort((a, b) => a.arrivals[a.next]!.at - b.arrivals[b.next]!.at);
    return first?.arrivals[first.next++];
  }

  #enter(arrival: CapturedPacket): void {
    const name = `${endpointKey(arrival.from!)} ${endpointKey(arrival.to!)}`;
    const key = `${arrival.interface} ${name}`;
    const flow = this.#flows.get(key);
    if (flow === undefined) this.#flows.set(key, { name, arrivals: [arrival], begin: 0, next: 0 });
    else flow.arrivals.push(arrival);
  }
}
