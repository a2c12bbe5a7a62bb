/** The kernel's services for the relay. Buffers are in the core's memory, at places that the core has prepared. */
export interface RelayPorts {
  /** Fills the incoming messages; returns how many. */
  receive(): number;
  /** Sends up to `count` messages from `at` on. Returns how many were sent, or why the first one was not. */
  send(at: number, count: number): number | "cannot-segment" | "refused";
}
