import type { Datagram, Datapath, DatapathCounters, DatapathSink, TapSettings } from "../datapath.ts";

/** A datapath of arrays. It stores what the program sends; `receive` and `readFrames` are the world's side. */
export class MemoryDatapath implements Datapath {
  readonly counters: DatapathCounters = { datagramsIn: 0, datagramsOut: 0, framesIn: 0, framesOut: 0, refused: 0 };
  readonly sent: Datagram[] = [];
  readonly announced: Uint8Array[] = [];
  readonly delivered: Uint8Array[] = [];
  /** Every `openTap`; the last one is in effect. */
  readonly taps: TapSettings[] = [];
  #sink: DatapathSink | undefined;

  async start(sink: DatapathSink): Promise<void> {
    this.#sink = sink;
  }

  async openTap(settings: TapSettings): Promise<void> {
    this.taps.push(settings);
  }

  send(batch: readonly Datagram[]): void {
    for (const datagram of batch) {
      const sendable = this.#sink !== undefined && datagram.remote.port !== 0 && !datagram.remote.address.includes(":");
      if (sendable) this.sent.push(datagram);
      this.counters[sendable ? "datagramsOut" : "refused"]++;
    }
  }

  announce(bytes: Uint8Array): void {
    if (this.#sink !== undefined) this.announced.push(bytes);
    this.counters[this.#sink === undefined ? "refused" : "datagramsOut"]++;
  }

  deliver(batch: readonly Uint8Array[]): void {
    for (const frame of batch) {
      const open = this.#sink !== undefined && this.taps.length > 0;
      if (open) this.delivered.push(frame);
      this.counters[open ? "framesOut" : "refused"]++;
    }
  }

  receive(...batch: readonly Datagram[]): void {
    if (this.#sink === undefined) return;
    this.counters.datagramsIn += batch.length;
    this.#sink.datagrams(batch);
  }

  readFrames(...batch: readonly Uint8Array[]): void {
    if (this.#sink === undefined || this.taps.length === 0) return;
    this.counters.framesIn += batch.length;
    this.#sink.frames(batch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sink = undefined;
  }
}
