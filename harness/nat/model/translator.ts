import type { Endpoint } from "../../../src/base/address/endpoint.ts";
import type { Duration, Instant } from "../../../src/base/instant.ts";

/** What a router does with the endpoints of UDP packets. */
export interface Translator {
  /** A packet from inside to a remote endpoint: the source it leaves with. Undefined = dropped. */
  outbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined;
  /** A packet from outside to an external endpoint: the inside endpoint it is for. Undefined = refused. */
  inbound(from: Endpoint, to: Endpoint, now: Instant): Endpoint | undefined;
  /** A packet from inside to an external endpoint: where it arrives, and the source it has then. */
  hairpin(from: Endpoint, to: Endpoint, now: Instant): Turned | undefined;
  /** The external endpoints in use. */
  bindings(now: Instant): Generator<Binding>;
}

export interface Turned {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

export interface Binding extends Endpoint {
  readonly inside: Endpoint;
  readonly left: Duration;
}
