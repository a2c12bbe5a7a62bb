import type { Endpoint } from "../base/endpoint.ts";
import type { Note } from "../base/note.ts";

export type SupernodeAction =
  /**
   * `source` = leave from this local address; absent = let the kernel choose. `via` = as a frame of this TCP connection;
   * one that is gone is to be ignored.
   */
  | {
      readonly kind: "send";
      readonly to: Endpoint;
      readonly source?: Endpoint;
      readonly via?: number;
      readonly bytes: Uint8Array;
    }
  /** End the TCP connection once everything before is sent. No `closed` is expected. */
  | { readonly kind: "close"; readonly via: number }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };
