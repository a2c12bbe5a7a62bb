import type { Endpoint } from "../base/endpoint.ts";

export type SupernodeEvent =
  | { readonly kind: "start" }
  /** `to` = the address the datagram was sent to; answers must leave from it (fact sheet §16, no. 12). */
  | { readonly kind: "datagram"; readonly from: Endpoint; readonly to?: Endpoint; readonly bytes: Uint8Array }
  | { readonly kind: "tick" }
  | { readonly kind: "stop" };
