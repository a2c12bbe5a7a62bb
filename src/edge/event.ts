import type { Endpoint } from "../base/endpoint.ts";

export type EdgeEvent =
  | { readonly kind: "start" }
  /** An Ethernet frame read from the TAP. */
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** A UDP payload. `multicast` = it came in on the local discovery socket. */
  | { readonly kind: "datagram"; readonly from: Endpoint; readonly bytes: Uint8Array; readonly multicast?: boolean }
  /** The answer to a `resolve` action; no addresses = the name could not be resolved. */
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  /** The way out has changed (another network, a new connection): others know us by a socket that may be no more. */
  | { readonly kind: "roamed" }
  | { readonly kind: "tick" }
  /** Leave in good order: unregister, then `stopped`. */
  | { readonly kind: "stop" };
