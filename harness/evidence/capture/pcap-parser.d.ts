/** The part of pcap-parser 0.2.1 that we use; it ships no types. */
declare module "pcap-parser" {
  import type { EventEmitter } from "node:events";

  export interface GlobalHeader {
    readonly snapshotLength: number;
    readonly linkLayerType: number;
  }

  export interface PacketHeader {
    readonly timestampSeconds: number;
    /** Nanoseconds when the file's magic says so. */
    readonly timestampMicroseconds: number;
    readonly capturedLength: number;
    readonly originalLength: number;
  }

  export interface Parser extends EventEmitter {
    on(event: "globalHeader", listener: (header: GlobalHeader) => void): this;
    on(event: "packetHeader", listener: (header: PacketHeader) => void): this;
    on(event: "packet", listener: (packet: { header: PacketHeader; data: Buffer }) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "end", listener: () => void): this;
  }

  /** Reads any emitter of "data" and "end" that can be paused and resumed. */
  export function parse(stream: EventEmitter & { pause(): void; resume(): void }): Parser;
}
