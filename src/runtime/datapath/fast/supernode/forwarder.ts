import { limits, type RelayCore } from "./core.ts";
import type { RelayPorts } from "./ports.ts";

export interface RelayCounters {
  datagramsIn: number;
  datagramsOut: number;
  refused: number;
}

/** A datagram for the machine, by its places in the core's memory. */
export type TakeUp = (bytes: number, length: number, name: number, local: number) => void;

/** Passes PACKETs between registered edges on, in batches; hands up what the machine has to see. */
export class RelayForwarder {
  readonly counters: RelayCounters;
  readonly #core: RelayCore;
  readonly #ports: RelayPorts;
  readonly #takeUp: TakeUp;
  /** Messages that the kernel has written into since they were made ready. */
  #used: number = limits.messagesIn;

  constructor(core: RelayCore, ports: RelayPorts, counters: RelayCounters, takeUp: TakeUp) {
    this.#core = core;
    this.#ports = ports;
    this.counters = counters;
    this.#takeUp = takeUp;
  }

  /** `received` is called before what was received is looked at. True = there may be more. */
  turn(milliseconds: number, received: () => void): boolean {
    const { call } = this.#core;
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
    return messages === limits.messagesIn;
  }

  #send(): void {
    const { call, at } = this.#core;
    const total = call.messageCount();
    let refused = 0;
    for (let done = 0; done < total;) {
      const sent = this.#ports.send(at.outMessages + done * limits.messageBytes, total - done);
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

  /** Each datagram of a message by itself. How many the kernel refused. */
  #sendSplit(message: number): number {
    const { call, at } = this.#core;
    const count = call.splitMessage(message);
    let refused = 0;
    for (let done = 0; done < count;) {
      const sent = this.#ports.send(at.splitMessages + done * limits.messageBytes, count - done);
      if (typeof sent !== "number") refused++;
      done += typeof sent === "number" ? sent : 1;
    }
    return refused;
  }

  /** Each has two vectors: its new header, and its payload. */
  #datagramsOf(message: number): number {
    const { words, at } = this.#core;
    return words[(at.outMessages + message * limits.messageBytes + 24) >> 2]! / 2;
  }

  #passUp(): void {
    const { call, words, at } = this.#core;
    const count = call.upcallCount();
    for (let i = 0; i < count; i++) {
      const row = (at.upcalls + i * 16) >> 2;
      const message = words[row + 2]!;
      const local = words[(at.inLocals >> 2) + message]!;
      this.#takeUp(words[row]!, words[row + 1]!, at.inNames + message * limits.nameBytes, local);
    }
  }
}
