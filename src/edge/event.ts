import type { Endpoint } from "../base/endpoint.ts";
import type { Mac } from "../base/mac.ts";

export type EdgeEvent =
  | { readonly kind: "start" }
  /** An Ethernet frame read from the TAP. */
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** A UDP payload. `multicast` = it came in on the local discovery socket. */
  | { readonly kind: "datagram"; readonly from: Endpoint; readonly bytes: Uint8Array; readonly multicast?: boolean }
  /** The answer to a `resolve` action; no addresses = the name could not be resolved. */
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  | Traffic
  | { readonly kind: "tick" }
  /** Leave in good order: unregister, then `stopped`. */
  | { readonly kind: "stop" };

/** PACKETs of a peer that the datapath carried by itself since it told last, a fraction of a second ago. */
export interface Traffic {
  readonly kind: "traffic";
  readonly peer: Mac;
  /** Frames left for it, by the path that the machine knows. */
  readonly sent: boolean;
  /** Frames came directly, from this socket. */
  readonly heardFrom?: Endpoint;
  /** Frames came by way of the supernode. */
  readonly relayed: boolean;
  /** The peer's socket as a supernode sees it, when that has changed. */
  readonly mentioned?: Endpoint;
}
