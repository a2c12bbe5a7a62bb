import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Duration, Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";

/** The supernode that answered last. */
export interface LastAck {
  readonly from: Endpoint;
  readonly mac: Mac;
  readonly at: Instant;
  /** With which the edge registered; undefined = it asked for one. */
  readonly address: string | undefined;
  /** From the REGISTER_SUPER to the answer, where that was sent once. */
  readonly delay?: Duration;
}
