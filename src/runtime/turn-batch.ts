import type { Datagram, Datapath } from "./datapath/datapath.ts";

/** Gathers the datagrams of one turn of a machine, so that the datapath gets them in one batch. */
export class TurnBatch {
  readonly #datapath: Datapath;
  #datagrams: Datagram[] = [];
  #frames: Uint8Array[] = [];

  constructor(datapath: Datapath) {
    this.#datapath = datapath;
  }

  send(datagram: Datagram): void {
    this.#datagrams.push(datagram);
  }

  deliver(frame: Uint8Array): void {
    this.#frames.push(frame);
  }

  flush(): void {
    if (this.#datagrams.length > 0) {
      const batch = this.#datagrams;
      this.#datagrams = [];
      this.#datapath.send(batch);
    }
    if (this.#frames.length > 0) {
      const batch = this.#frames;
      this.#frames = [];
      this.#datapath.deliver(batch);
    }
  }
}
