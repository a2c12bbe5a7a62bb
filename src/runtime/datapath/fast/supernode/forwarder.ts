import type { RelayCore } from "./core.ts";
import type { RelayPorts } from "./ports.ts";

export interface RelayCounters {
  datagramsIn: number;
  datagramsOut: number;
  refused: number;
}

/** A datagram for the machine, by its addresses in the core's memory. */
export type TakeUp = (bytes: number, length: number, name: number, local: number) => void;

/** Relays PACKETs between registered edges, in batches; everything that the machine must see goes up. */
export class RelayForwarder {
  readonly counters: RelayCounters;
  readonly #core: RelayCore;
  readonly #ports: RelayPorts;
  readonly #takeUp: TakeUp;
  /** Messages that the kernel has filled since they were prepared. */
  #used: number;

  constructor(core: RelayCore, ports: RelayPorts, counters: RelayCounters, takeUp: TakeUp) {
    this.#core = core;
    this.#used = core.layout.messagesIn;
    this.#ports = ports;
    this.counters = counters;
    this.#takeUp = takeUp;
  }

  /** `received` is called before the received datagrams are handled. True = there may be more. */
  turn(milliseconds: number, received: () => void): boolean {
    const { call, layout } = this.#core;
    call.prepareReceive(this.#used);
    this.#used = 0;
    const messages = this.#ports.receive();
    if (messages === 0) return false;
    this.#used = messages;
    received();
    call.beginDatagrams(messages, milliseconds >>> 0);
    let more: number;
    do {
      more = call.nextDatagrams();
      this.counters.datagramsIn += call.datagramCount();
      if (call.messageCount() > 0) this.#send();
      this.#passUp();
    } while (more !== 0);
    return messages === layout.messagesIn;
  }

  #send(): void {
    const { call, at, layout } = this.#core;
    const total = call.messageCount();
    let refused = 0;
    for (let done = 0; done < total;) {
      const sent = this.#ports.send(at.outMessages + done * layout.messageBytes, total - done);
      if (typeof sent === "number") {
        done += sent;
      } else {
        const datagrams = this.#datagramsOf(done);
        refused += sent === "cannot-segment" && datagrams > 1 ? this.#sendSplit(done) : datagrams;
        done++;
      }
    }
    this.counters.datagramsOut += call.passedOn() - refused;
    this.counters.refused += refused;
  }

  /** Sends each datagram of a message separately. Returns how many the kernel refused. */
  #sendSplit(message: number): number {
    const { call, at, layout } = this.#core;
    const count = call.splitMessage(message);
    let refused = 0;
    for (let done = 0; done < count;) {
      const sent = this.#ports.send(at.splitMessages + done * layout.messageBytes, count - done);
      if (typeof sent !== "number") refused++;
      done += typeof sent === "number" ? sent : 1;
    }
    return refused;
  }

  /** Each has two vectors: its new header, and its payload. */
  #datagramsOf(message: number): number {
    const { words, at, layout } = this.#core;
    return words[(at.outMessages + message * layout.messageBytes + layout.messageVectorCount) >> 2]! / 2;
  }

  #passUp(): void {
    const { call, words, at, layout } = this.#core;
    const count = call.upcallCount();
    for (let i = 0; i < count; i++) {
      const row = at.upcalls + i * layout.upcallBytes;
      const message = words[(row + layout.upcallMessage) >> 2]!;
      const local = words[(at.inLocals + message * layout.localBytes) >> 2]!;
      const start = words[(row + layout.upcallStart) >> 2]!;
      const length = words[(row + layout.upcallLength) >> 2]!;
      this.#takeUp(start, length, at.inNames + message * layout.nameBytes, local);
    }
  }
}
