import type { Endpoint } from "../../../src/base/address/endpoint.ts";

/** UDP sockets in the nodes of a world: the laboratory's are the kernel's, the simulation's are arrays. */
export interface ProbeSockets {
  /** `node`: name in the topology. `port` 0 = any. Rejects if the address or port is not available. */
  /** With `peer`, connected to it, in worlds that have refusals: only then does a socket learn of them. */
  open(node: string, address: string, port: number, peer?: Endpoint): Promise<ProbeSocket>;
  /** Absent = this world has no TCP. */
  dial?(node: string, to: Endpoint, timeoutMs: number): Promise<Dialled>;
}

export interface ProbeSocket {
  /** The bound endpoint, with the actual port. */
  readonly local: Endpoint;
  /** Sends synchronously: packets of one node leave in the order of the calls, even from different sockets. */
  send(to: Endpoint, bytes: Uint8Array): void;
  /**
   * The first datagram that matches and that no other `receive` took, among those that came before the call and those
   * that come within `timeoutMs`; undefined when there is none. Several calls may wait at once. 0 looks without waiting.
   */
  receive(match: (bytes: Uint8Array) => boolean, timeoutMs: number): Promise<ProbeArrival | undefined>;
  /** Whether a datagram has been refused by an ICMP error, or is within this time. Absent = not known in this world. */
  refused?(timeoutMs: number): Promise<boolean>;
  close(): void;
}

/** The result of a TCP connection; one that is reset at once counts as open. */
export type Dialled = "open" | "silent" | "prohibited";

export interface ProbeArrival {
  readonly from: Endpoint;
  readonly bytes: Uint8Array;
}
