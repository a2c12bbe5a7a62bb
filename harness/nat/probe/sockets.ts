import type { Endpoint } from "../../../src/base/address/endpoint.ts";

/** UDP sockets in the nodes of a world: the laboratory's are the kernel's, the simulation's are arrays. */
export interface ProbeSockets {
  /** `node`: name in the topology. `port` 0 = any. Rejects when the address or port cannot be had. */
  /** With `peer` connected to it, in worlds that have refusals: only then does a socket learn of them. */
  open(node: string, address: string, port: number, peer?: Endpoint): Promise<ProbeSocket>;
  /** Absent = this world has no TCP. */
  dial?(node: string, to: Endpoint, timeoutMs: number): Promise<Dialled>;
}

export interface ProbeSocket {
  /** What the socket is bound to, with the port it really got. */
  readonly local: Endpoint;
  /** Sends now or never: two sends of one node leave in the order of the calls, whatever socket they are of. */
  send(to: Endpoint, bytes: Uint8Array): void;
  /**
   * The first datagram that matches and that no other `receive` took, among those that came before the call and those
   * that come within `timeoutMs`; undefined when there is none. Several calls may wait at once. 0 looks without waiting.
   */
  receive(match: (bytes: Uint8Array) => boolean, timeoutMs: number): Promise<ProbeArrival | undefined>;
  /** Has somebody on the way refused a datagram aloud, or does within this time? Absent = it is not known here. */
  refused?(timeoutMs: number): Promise<boolean>;
  close(): void;
}

/** What became of a TCP connection; also one that was reset at once has got there. */
export type Dialled = "open" | "silent" | "prohibited";

export interface ProbeArrival {
  readonly from: Endpoint;
  readonly bytes: Uint8Array;
}
