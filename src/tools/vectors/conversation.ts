import type { Outcome } from "./file.ts";

/** A kind of file that holds conversations with the real programs instead of records. */
export interface ConversationKind {
  /** By its content. */
  recognises(json: object): boolean;
  /** Throws on what is not in the format. One outcome per step. */
  replay(json: unknown): readonly Outcome[];
}
