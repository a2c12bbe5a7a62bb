import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Random } from "../../../src/base/random.ts";
import type { SimDatagram } from "./datagram.ts";

/** `to` = the local endpoint that the datagram was sent to. */
export type OnDatagram = (datagram: SimDatagram) => void;

export interface SimulatedSocket {
  readonly port: number;
  close(): void;
}

/** Linux's range of ephemeral ports. */
const spec = { ephemeral: { first: 32_768, count: 28_232 } };

/** The UDP sockets of one node. */
export class UdpStack {
  readonly #random: Random;
  readonly #bound = new Map<number, Bound[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Port 0 = any free one; no address = all of the node's. Undefined when the port is taken. */
  bind({ address, port }: { address?: string; port: number }, onDatagram: OnDatagram): SimulatedSocket | undefined {
    const real = port === 0 ? this.#freePort() : port;
    const others = this.#bound.get(real) ?? [];
    if (others.some((other) => other.address === undefined || address === undefined || other.address === address))
      return undefined;
    const bound: Bound = { address, onDatagram };
    this.#bound.set(real, [...others, bound]);
    const close = () => {
      this.#bound.set(
        real,
        this.#bound.get(real)!.filter((one) => one !== bound),
      );
    };
    return { port: real, close };
  }

  /** A copy of the datagram for each listener. False = there is none. */
  deliver(datagram: SimDatagram, to: Endpoint = datagram.to): boolean {
    const listening = this.#bound
      .get(to.port)
      ?.filter((bound) => bound.address === undefined || bound.address === to.address);
    for (const { onDatagram } of listening ?? []) onDatagram(datagram);
    return listening !== undefined && listening.length > 0;
  }

  #freePort(): number {
    for (;;) {
      const port = spec.ephemeral.first + (this.#random.u32() % spec.ephemeral.count);
      if ((this.#bound.get(port) ?? []).length === 0) return port;
    }
  }
}

interface Bound {
  readonly address: string | undefined;
  readonly onDatagram: OnDatagram;
}
