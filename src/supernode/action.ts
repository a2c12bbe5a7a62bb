import type { Endpoint } from "../base/endpoint.ts";
import type { Note } from "../base/note.ts";

export type SupernodeAction =
  /** `source` = leave from this local address; absent = let the kernel choose. */
  | { readonly kind: "send"; readonly to: Endpoint; readonly source?: Endpoint; readonly bytes: Uint8Array }
  | { readonly kind: "note"; readonly note: Note }
  | { readonly kind: "stopped" };
