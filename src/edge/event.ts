import type { Endpoint } from "../base/endpoint.ts";

export type EdgeEvent =
  | { readonly kind: "start" }
  /** An Ethernet frame read from the TAP. */
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** A UDP payload. `multicast` = it came in on the local discovery socket. */
  | { readonly kind: "datagram"; readonly from: Endpoint; readonly bytes: Uint8Array; readonly multicast?: boolean }
  /** The answer to a `resolve` action; no addresses = the name could not be resolved. */
  | { readonly kind: "resolved"; readonly host: string; readonly addresses: readonly string[] }
  /** Our address on the underlay is another one; so is, if it was announced, the preferred socket. */
  | { readonly kind: "roamed"; readonly preferredSocket?: Endpoint }
  | { readonly kind: "tick" }
  /** Leave in good order: unregister, then `stopped`. */
  | { readonly kind: "stop" }
  /** The key of authenticated sealing, where it is wished and was not there at the start. */
  | { readonly kind: "authenticate"; readonly key: Uint8Array };
