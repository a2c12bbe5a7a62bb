import { Bug } from "../../src/base/bug.ts";
import { after, milliseconds, type Duration } from "../../src/base/instant.ts";
import type { ProbeArrival, ProbeSocket, ProbeSockets } from "../nat/probe/sockets.ts";
import type { Network } from "./network/network.ts";

interface Receiver {
  readonly match: (bytes: Uint8Array) => boolean;
  readonly take: (arrival: ProbeArrival | undefined) => void;
}

/** Sockets of simulated nodes for the NAT prober, which advances virtual time while it waits. */
export class SimProbeSockets implements ProbeSockets {
  readonly #network: Network;
  /** How often a waiting `receive` got its answer. */
  #answers = 0;

  constructor(network: Network) {
    this.#network = network;
  }

  async open(node: string, address: string, port: number): Promise<ProbeSocket> {
    const at = this.#network.node(node);
    const waiting: Receiver[] = [];
    const arrived: ProbeArrival[] = [];
    const socket = at?.udp.bind({ address, port }, ({ from, bytes }) => {
      const index = waiting.findIndex(({ match }) => match(bytes));
      if (index < 0) arrived.push({ from, bytes });
      else this.#answer(waiting.splice(index, 1)[0]!, { from, bytes });
    });
    if (at === undefined || socket === undefined) throw new Error(`no socket on ${address}:${port} at ${node}`);
    return {
      local: { address, port: socket.port },
      send: (to, bytes) => at.send(socket.port, to, bytes, address),
      receive: (match, timeoutMs) => {
        const index = arrived.findIndex(({ bytes }) => match(bytes));
        if (index >= 0) return Promise.resolve(arrived.splice(index, 1)[0]);
        if (timeoutMs === 0) return Promise.resolve(undefined);
        return new Promise((take) => this.#wait({ match, take }, waiting, milliseconds(timeoutMs)));
      },
      close: () => socket.close(),
    };
  }

  /** Advances virtual time until the work is done. It may wait only for events of the network. */
  async during<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => void (done = true);
    work.then(end, end);
    const { queue } = this.#network;
    for (await continuations(); !done;) {
      const before = this.#answers;
      if (!queue.step(after(queue.now, longestSilence))) throw new Bug("a measurement waits for nothing");
      if (this.#answers !== before) await continuations();
    }
    return work;
  }

  #wait(receiver: Receiver, waiting: Receiver[], timeout: Duration): void {
    waiting.push(receiver);
    this.#network.queue.after(timeout, () => {
      const index = waiting.indexOf(receiver);
      if (index >= 0) this.#answer(waiting.splice(index, 1)[0]!, undefined);
    });
  }

  #answer({ take }: Receiver, arrival: ProbeArrival | undefined): void {
    this.#answers++;
    take(arrival);
  }
}

const longestSilence = milliseconds(3_600_000);

/** Lets everything that awaited an answer continue, which happens before the next macrotask. */
const continuations = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
