import type { Endpoint } from "../../base/address/endpoint.ts";
import type { Duration, Instant } from "../../base/instant.ts";
import type { Mac } from "../../base/address/mac.ts";

/** The supernode that answered last. */
export interface LastAck {
  readonly from: Endpoint;
  readonly mac: Mac;
  readonly at: Instant;
  /** The address with which the edge registered; undefined = it asked for one. */
  readonly address: string | undefined;
  /** From REGISTER_SUPER to the answer, if it was sent once. */
  readonly delay?: Duration;
}
