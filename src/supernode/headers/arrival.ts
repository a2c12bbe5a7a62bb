import type { Instant } from "../../base/instant.ts";
import type { Stamp } from "../../seal/stamps/stamp.ts";
import type { Origin } from "../members/origin.ts";
import type { HeaderKey, Signature } from "./header-key.ts";

/** A datagram being handled. */
export interface Arrival extends Origin {
  readonly now: Instant;
  /** Length of the datagram. */
  readonly length: number;
  /** The key that opened it, and seals the answers; undefined = it was plain. */
  readonly headerKey?: HeaderKey;
  /** Undefined = it was plain. */
  readonly stamp?: Stamp;
  readonly signature?: Signature;
}
