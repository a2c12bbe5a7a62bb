import { randomFillSync } from "node:crypto";
import type { Endpoint } from "../../../../base/address/endpoint.ts";
import type { Datagram } from "../../datapath.ts";
import type { Core } from "./core.ts";
import { Gathering } from "./gathering.ts";
import type { HiddenHeaders } from "./hidden-headers.ts";
import type { Ports, Sealing } from "./ports.ts";
import type { Sessions } from "./sessions.ts";

/** Tunable. */
const tuned = {
  /** Frames to read from the TAP, each up to 64 KB, before the network gets its turn. */
  framesATurn: 64,
  /**
   * Slots that are sent although more frames wait: four of the largest frames. Messages sent in a row wake the
   * receiving processor once, and a cipher is called once for each block position of all of them.
   */
  fullBatch: 200,
} as const;

/** Frames and datagrams for the machine; copies. */
export interface Upcalls {
  readonly frames: Uint8Array[];
  readonly datagrams: Datagram[];
}

export interface ForwarderCounters {
  datagramsIn: number;
  datagramsOut: number;
  framesIn: number;
  framesOut: number;
  refused: number;
}

/** Carries PACKETs of known peers in batches between TAP and network; everything else goes up to the machine. */
export class Forwarder {
  sealing: Sealing | undefined;
  sessions: Sessions | undefined;
  hidden: HiddenHeaders | undefined;
  readonly #core: Core;
  readonly #ports: Ports;
  readonly counters: ForwarderCounters;
  readonly gathering = new Gathering();
  readonly #fillRandom: (pool: Uint8Array) => void;
  /** The host got frames by the last `fromNetwork`. */
  delivered = false;
  #up: Upcalls = { frames: [], datagrams: [] };

  constructor(
    core: Core,
    ports: Ports,
    counters: ForwarderCounters,
    fillRandom: (pool: Uint8Array) => void = (pool) => void randomFillSync(pool),
  ) {
    this.#core = core;
    this.#ports = ports;
    this.counters = counters;
    this.#fillRandom = fillRandom;
  }

  /** Frames and datagrams kept for the next `takeUp`. */
  get kept(): number {
    return this.#up.frames.length + this.#up.datagrams.length;
  }

  /** Everything for the machine since the last call. */
  takeUp(): Upcalls | undefined {
    if (this.#up.frames.length === 0 && this.#up.datagrams.length === 0) return undefined;
    const up = this.#up;
    this.#up = { frames: [], datagrams: [] };
    return up;
  }

  /** True = there may be more. `isExpected`: a frame is known to be there, so that none is a failure. */
  fromTap(isExpected = true): boolean {
    let frames = 0;
    while (frames < tuned.framesATurn) {
      const length = this.#ports.readFrame(isExpected && frames === 0);
      if (length <= 0) break;
      frames++;
      this.#frame(length);
    }
    this.#flush();
    if (frames > 0) this.gathering.sent();
    return frames === tuned.framesATurn;
  }

  /** True = there may be more. */
  fromNetwork(): boolean {
    const { call, layout } = this.#core;
    this.delivered = false;
    call.prepareReceive();
    const messages = this.#ports.receiveMessages();
    if (messages === 0) return false;
    call.beginDatagrams(messages);
    let more: number;
    do {
      more = call.nextDatagrams();
      const datagrams = call.datagramCount();
      this.counters.datagramsIn += datagrams;
      this.gathering.received(datagrams, call.addressedCount());
      this.#passUpDatagrams();
      if (call.segmentCount() > 0) this.#deliver();
    } while (more !== 0);
    return messages === layout.messagesIn;
  }

  #frame(length: number): void {
    const { call, layout } = this.#core;
    const found = call.beginFrame(length);
    if (found === layout.frameDropped) this.counters.framesIn++;
    else if (found === layout.frameForMachine) this.#passUpFrame();
    else this.#forward();
  }

  #forward(): void {
    const { call } = this.#core;
    this.#providePreambles();
    while (call.nextSlots() !== 0) {
      this.#flush();
      this.#providePreambles();
    }
    if (call.slotCount() >= tuned.fullBatch) this.#flush();
  }

  #passUpFrame(): void {
    // Pending frames are sent first, because the machine may send to the same peer.
    this.#flush();
    const { call, bytes } = this.#core;
    let more: number;
    do {
      more = call.nextSlots();
      const count = call.slotCount();
      for (let i = 0; i < count; i++) {
        const end = call.payloadOf(i) + call.payloadLength(i);
        this.#up.frames.push(bytes.slice(call.frameOf(i), end));
      }
      this.counters.framesIn += count;
      call.discardSlots();
    } while (more !== 0);
  }

  #flush(): void {
    const { call } = this.#core;
    const count = call.slotCount();
    if (count === 0) return;
    this.counters.framesIn += count;
    if (call.slotsAuthentic() === 0) {
      this.sealing?.seal();
    } else if (this.sessions?.seal() !== true) {
      this.counters.refused += count;
      return call.discardSlots();
    }
    this.hidden?.seal();
    const refused = this.#send(call.buildMessages());
    this.counters.datagramsOut += count - refused;
    this.counters.refused += refused;
  }

  /** How many datagrams the kernel refused. */
  #send(messages: number): number {
    let refused = 0;
    let total = messages;
    for (let at = 0; at < total;) {
      const sent = this.#ports.sendMessages(at, total - at);
      if (typeof sent === "number") {
        at += sent;
      } else if (sent === "cannot-segment" && this.#vectorsOf(at) > 1) {
        total = this.#core.call.splitMessage(at);
      } else {
        refused += this.#vectorsOf(at);
        at++;
      }
    }
    return refused;
  }

  #vectorsOf(message: number): number {
    const { words, at, layout } = this.#core;
    return words[(at.outMessages + message * layout.messageBytes + layout.messageVectorCount) >> 2]!;
  }

  #deliver(): void {
    const { call, words, at, layout } = this.#core;
    this.hidden?.admit();
    if (call.segmentCount() === 0) return;
    if (call.segmentsAuthentic() === 0) this.sealing?.open();
    else this.sessions?.open();
    const writes = call.coalesce();
    for (let i = 0; i < writes; i++) {
      const row = at.writes + i * layout.writeBytes;
      // One vector is the virtio header.
      const frames = words[(row + layout.writeVectorCount) >> 2]! - 1;
      if (this.#ports.writeFrame(words[(row + layout.writeFirstVector) >> 2]!, frames + 1)) {
        this.counters.framesOut += frames;
        this.delivered = true;
      } else this.counters.refused += frames;
    }
  }

  #passUpDatagrams(): void {
    const { call, words, bytes, at, layout } = this.#core;
    const count = call.upcallCount();
    for (let i = 0; i < count; i++) {
      const row = at.upcalls + i * layout.upcallBytes;
      const start = words[(row + layout.upcallStart) >> 2]!;
      const name = at.inNames + words[(row + layout.upcallMessage) >> 2]! * layout.nameBytes;
      const remote = endpointAt(bytes, name + layout.namePort);
      const datagram = bytes.slice(start, start + words[(row + layout.upcallLength) >> 2]!);
      const fresh = this.hidden?.isFresh(datagram, remote) === true;
      this.#up.datagrams.push({ remote, bytes: datagram, ...(fresh && { fresh }) });
    }
  }

  #providePreambles(): void {
    const { call, bytes, at, layout } = this.#core;
    if (call.needsPreambles() === 0) return;
    this.#fillRandom(bytes.subarray(at.preamblePool, at.preamblePool + layout.preamblePoolBytes));
    call.preamblesFilled();
  }
}

/** Port, then IPv4 address, in network order. */
export function endpointAt(bytes: Uint8Array, at: number): Endpoint {
  const port = (bytes[at]! << 8) | bytes[at + 1]!;
  return { address: ipv4At(bytes, at + 2), port };
}

export function ipv4At(bytes: Uint8Array, at: number): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}
