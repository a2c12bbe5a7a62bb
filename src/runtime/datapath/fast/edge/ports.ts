/** The kernel's services for the forwarder. Buffers are in the core's memory, at places that the core has prepared. */
export interface Ports {
  /**
   * Reads one frame after its virtio header into `frameIn`; returns its length, or 0 if there is none. `first` of a
   * round: a frame is expected, so none may be a failure.
   */
  readFrame(first: boolean): number;
  /** Writes one frame from `count` vectors at `vectors`. False = the kernel refused it. */
  writeFrame(vectors: number, count: number): boolean;
  /** Sends up to `count` messages from `first` on. Returns how many were sent, or why the first one was not. */
  sendMessages(first: number, count: number): number | "cannot-segment" | "refused";
  /** Fills the incoming messages; returns how many. */
  receiveMessages(): number;
}

/** Seals the payloads of all slots, and opens those of all segments, in place. */
export interface Sealing {
  seal(): void;
  open(): void;
}
