/** What the relay asks of the kernel. Buffers lie in the core's memory, at the places the core has prepared. */
export interface RelayPorts {
  /** Fills the incoming messages; how many. */
  receive(): number;
  /** Sends up to `count` messages that begin at `at`. How many were sent, or why the first one was not. */
  send(at: number, count: number): number | "cannot-segment" | "refused";
}
