import type { Endpoint } from "../../src/base/address/endpoint.ts";
import type { LiarMoment, Outgoing, Ways } from "./liar.ts";

/** Which claims are true of the pings between two such programs. */
export interface Truth {
  readonly direct: boolean;
  readonly relayed: boolean;
}

/** Where the third program is, and where the peer. */
export interface Helped {
  readonly helper: Endpoint;
  readonly peer: Endpoint;
}

export interface Exhibit {
  readonly name: string;
  readonly does: string;
  readonly truth: Truth;
  /** Latency and loss are claimed too, because the fault is in them. */
  readonly quality?: true;
  /** A third program helps: on the internet, in alice's LAN or in bob's. */
  readonly helper?: "abroad" | "in the LAN" | "at the peer";
  /** For the program on this host; `random` is its own. */
  ways(who: "alice" | "bob", random: (bytes: number) => Uint8Array, helped: Helped): Ways;
}

export const onlyDirect: Truth = { direct: true, relayed: false };
export const onlyRelayed: Truth = { direct: false, relayed: true };
export const neither: Truth = { direct: false, relayed: false };

export const viaRelay = (bytes: Uint8Array, { relay }: LiarMoment): Outgoing => ({ to: relay, bytes });
export const toPeer = (bytes: Uint8Array, { peer }: LiarMoment, wait = 0): Outgoing[] =>
  peer === undefined ? [] : [{ to: peer, bytes, wait }];
