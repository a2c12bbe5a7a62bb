/** What the forwarder asks of the kernel. Buffers lie in the core's memory, at the places the core has prepared. */
export interface Ports {
  /**
   * One frame behind its virtio header into `frameIn`; its length, or 0 when there is none. `first` of a reading: there
   * should be one, so none may be a failure.
   */
  readFrame(first: boolean): number;
  /** Writes one frame from `count` vectors that begin at `vectors`. False = the kernel refused it. */
  writeFrame(vectors: number, count: number): boolean;
  /** Sends up to `count` of the messages from `first` on. How many were sent, or why the first one was not. */
  sendMessages(first: number, count: number): number | "cannot-segment" | "refused";
  /** Fills the incoming messages; how many. */
  receiveMessages(): number;
}

/** Seals the payloads of all slots, and opens those of all segments, in place. */
export interface Sealing {
  seal(): void;
  open(): void;
}
