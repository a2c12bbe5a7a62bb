import type { Endpoint } from "../base/address/endpoint.ts";
import type { Note } from "../base/note.ts";
import type { HttpAnswer, Lease, TalkAction, Wanted } from "./lease.ts";

export type MapperEvent =
  /** The desired mapping; undefined = none, because there is no router or no port. */
  | { readonly kind: "want"; readonly wanted: Wanted | undefined }
  /** Received on the sending socket, or as an announcement (RFC 6886 §3.2.1, RFC 6887 §14.1). */
  | { readonly kind: "datagram"; readonly from: Endpoint; readonly bytes: Uint8Array }
  | ({ readonly kind: "fetched" } & HttpAnswer)
  | { readonly kind: "tick" }
  /** Delete the mapping, then `stopped`. */
  | { readonly kind: "stop" };

export type MapperAction =
  | TalkAction
  /** There is a mapping, or a different one. Not repeated for renewals. */
  | { readonly kind: "mapped"; readonly lease: Lease; readonly wanted: Wanted }
  /** The mapping no longer exists. */
  | { readonly kind: "unmapped" }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };
