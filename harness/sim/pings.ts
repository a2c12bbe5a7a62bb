import { milliseconds, type Duration } from "../../src/base/instant.ts";
import { seededRandom, type Random } from "../../src/base/random.ts";
import type { Stimulus } from "../evidence/evidence.ts";
import type { CableEnd, LossyCable } from "../story/lossy-cables.ts";
import { echo, echoSize, load } from "../story/story-plan.ts";
import type { Network } from "./network/network.ts";

/** Sends one ping of a simulated host. `to`: the other host; `data`: of the echo request. */
export type SendPing = (from: string, to: string, id: number, sequence: number, data: Uint8Array) => void;

/** The pings of a simulation, until they are stopped. */
export class SimPings {
  readonly #network: Network;
  readonly #every: Duration;
  readonly #send: SendPing;
  readonly #sizes: Random;
  readonly #stimuli: Stimulus[] = [];
  readonly #silenced = new Set<number>();
  #loads = 0;

  constructor(network: Network, { seed, every }: { readonly seed: number; readonly every: Duration }, send: SendPing) {
    this.#network = network;
    this.#every = every;
    this.#send = send;
    this.#sizes = seededRandom(seed);
  }

  get stimuli(): readonly Stimulus[] {
    return [...this.#stimuli];
  }

  /** Through the overlay. */
  between(from: string, to: string): void {
    const going = (stimulus: Stimulus, index: number) =>
      stimulus.from === from && stimulus.to === to && !this.#silenced.has(index + 1);
    if (this.#stimuli.some(going)) return;
    this.#stimuli.push({ from, to, size: echo.size, interval: this.#every, start: this.#network.queue.now });
    this.#again(from, to, this.#stimuli.length, 1);
  }

  silence(): void {
    for (const id of this.#stimuli.keys()) this.#silenced.add(id + 1);
  }

  /** Datagrams without a listener over a cable, there and back. */
  over(cable: LossyCable, left: number): void {
    if (left === 0) return;
    const loads = this.#loads;
    const { near, far, size } = cable;
    const bytes = new Uint8Array(size);
    new DataView(bytes.buffer).setUint32(0, left);
    const put = (from: CableEnd, to: CableEnd): void => {
      const ends = { from: { address: from.address, port: 7 }, to: { address: to.address, port: 7 } };
      this.#network.cables.send(from.node, from.name, { datagram: { ...ends, bytes }, next: to.address });
    };
    put(near, far);
    put(far, near);
    const processes = size === load.longest ? load.processes : 1;
    const interval = milliseconds(load.interval / processes);
    this.#network.queue.after(interval, () => loads === this.#loads && this.over(cable, left - 1));
  }

  unload(): void {
    this.#loads++;
  }

  #again(from: string, to: string, id: number, sequence: number): void {
    if (this.#silenced.has(id)) return;
    this.#send(from, to, id, sequence, pattern.subarray(0, echoSize(this.#sizes)));
    this.#network.queue.after(this.#every, () => this.#again(from, to, id, (sequence + 1) & 0xffff));
  }
}

/** As ping's: counts upwards. */
const pattern = Uint8Array.from({ length: echo.largest }, (_, i) => i & 0xff);
